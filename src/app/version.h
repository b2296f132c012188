#ifndef SH_APP_VERSION_H
#define SH_APP_VERSION_H

/** The one place where the version stands in the code; CMakeLists.txt reads it from here. */
#define SH_VERSION "0.1.0"
#define SH_PROGRAM "spinehold " SH_VERSION

#endif
