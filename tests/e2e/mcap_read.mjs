/* Reads a session log with @mcap/core, which knows nothing of spinehold, from front to back and by
 * its index, and compares both with the listing the writing program printed (see write_log.c).
 *
 *	node mcap_read.mjs FILE [LISTING]
 *
 * Without a listing the two ways of reading are compared with each other alone. Exit 0, or 1 with
 * the first difference. */

import { open, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";

const modules = process.env.SH_NODE_MODULES ?? path.join(process.cwd(), "node_modules");
const require = createRequire(path.join(modules, "..", "package.json"));
const mcap = await import(pathToFileURL(require.resolve("@mcap/core")).href);
const { McapIndexedReader, McapStreamReader } = mcap.default ?? mcap;

function fail(message) {
	console.error(`mcap_read: ${message}`);
	process.exit(1);
}

function expect(what, got, wanted) {
	if (got !== wanted) fail(`${what}: got ${got}, expected ${wanted}`);
}

function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}

function lineOf(message, channels) {
	const topic = channels.get(message.channelId).topic;
	const crc = crc32(message.data).toString(16).padStart(8, "0");
	return `${topic} ${message.sequence} ${message.logTime} ${message.data.byteLength} ${crc}`;
}

/* Everything the stream gives of these bytes, in the order of the file. */
function stream(bytes) {
	const reader = new McapStreamReader({ validateCrcs: true });
	const seen = { lines: [], channels: new Map(), attachments: new Map(), counts: {} };
	for (let at = 0; at < bytes.length; at += 1000) {
		reader.append(bytes.subarray(at, at + 1000));
		for (let record; (record = reader.nextRecord()); ) {
			seen.counts[record.type] = (seen.counts[record.type] ?? 0) + 1;
			if (record.type === "Channel") seen.channels.set(record.id, record);
			if (record.type === "Message") seen.lines.push(lineOf(record, seen.channels));
			if (record.type === "Attachment") seen.attachments.set(record.name, record);
			if (record.type === "Metadata") seen.metadata = record;
			if (record.type === "Header") seen.header = record;
			if (record.type === "DataEnd") seen.dataEnd = record;
		}
	}
	seen.done = reader.done();
	return seen;
}

function checkJson(bytes, what) {
	try {
		JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (error) {
		fail(`${what} is not JSON: ${error.message}`);
	}
}

async function indexed(file, bytes, all) {
	const handle = await open(file);
	const readable = {
		size: async () => BigInt((await handle.stat()).size),
		read: async (offset, size) => {
			const buffer = new Uint8Array(Number(size));
			const { bytesRead } = await handle.read(buffer, 0, Number(size), Number(offset));
			if (bytesRead !== Number(size)) fail(`short read at ${offset}`);
			return buffer;
		},
	};
	const reader = await McapIndexedReader.Initialize({ readable });
	const lines = [];
	for await (const message of reader.readMessages({ validateCrcs: true })) {
		const channel = reader.channelsById.get(message.channelId);
		if (channel.messageEncoding === "json") checkJson(message.data, `${channel.topic} message`);
		lines.push({ sequence: message.sequence, line: lineOf(message, reader.channelsById) });
	}
	lines.sort((a, b) => a.sequence - b.sequence);

	const s = reader.statistics;
	expect("statistics: messages", s.messageCount, BigInt(all.lines.length));
	expect("statistics: chunks", s.chunkCount, reader.chunkIndexes.length);
	expect("statistics: channels", s.channelCount, reader.channelsById.size);
	expect("statistics: schemas", s.schemaCount, reader.schemasById.size);
	expect("statistics: attachments", s.attachmentCount, reader.attachmentIndexes.length);
	expect("statistics: metadata", s.metadataCount, reader.metadataIndexes.length);
	for (const channel of reader.channelsById.values()) {
		const n = all.lines.filter((line) => line.startsWith(`${channel.topic} `)).length;
		expect(`count of ${channel.topic}`, s.channelMessageCounts.get(channel.id) ?? 0n, BigInt(n));
		if (channel.schemaId !== 0) {
			const schema = reader.schemasById.get(channel.schemaId);
			expect(`encoding of schema ${schema.name}`, schema.encoding, "jsonschema");
			checkJson(schema.data, `schema ${schema.name}`);
		}
		/* one channel alone, by its index */
		let alone = 0;
		for await (const _ of reader.readMessages({ topics: [channel.topic] })) alone++;
		expect(`${channel.topic} read alone`, alone, n);
	}
	for await (const attachment of reader.readAttachments({ validateCrcs: true })) {
		const other = all.attachments.get(attachment.name);
		expect(attachment.name, Buffer.from(attachment.data).toString("hex"),
			Buffer.from(other.data).toString("hex"));
	}
	for await (const metadata of reader.readMetadata()) expect("metadata", metadata.name, "spinehold");
	for (const [opcode, group] of reader.summaryOffsetsByOpcode)
		expect(`summary offset of group ${opcode}`, bytes[Number(group.groupStart)], opcode);
	expect("crc of the data section", crc32(bytes.subarray(0, Number(reader.dataEndOffset))),
		reader.dataSectionCrc);
	await handle.close();
	return lines.map((entry) => entry.line);
}

function compare(what, got, wanted) {
	for (let i = 0; i < Math.max(got.length, wanted.length); i++)
		if (got[i] !== wanted[i]) fail(`${what}, message ${i}: got ${got[i]}, expected ${wanted[i]}`);
}

const [file, listing] = process.argv.slice(2);
if (!file) fail("usage: mcap_read.mjs FILE [LISTING]");
const bytes = new Uint8Array(await readFile(file));
const all = stream(bytes);
expect("whole file read", all.done, true);
expect("profile", all.header.profile, "spinehold");
expect("attachments", [...all.attachments.keys()].join(" "),
	"config.json catalog.yaml programme.yaml profile.yaml");
expect("metadata", all.metadata.name, "spinehold");
expect("metadata format", all.metadata.metadata.get("format"), "1");
if (listing) {
	const wanted = (await readFile(listing, "utf8")).trimEnd().split("\n");
	compare("front to back", all.lines, wanted);
}
compare("by the index", await indexed(file, bytes, all), all.lines);

/* as after a kill: the other reader too gives what was written */
for (const part of [0.35, 0.6, 0.999]) {
	const cut = stream(bytes.subarray(0, Math.floor(bytes.length * part)));
	expect(`cut at ${part}: whole`, cut.done, false);
	compare(`cut at ${part}`, cut.lines, all.lines.slice(0, cut.lines.length));
	if (all.lines.length > 100 && cut.lines.length === 0) fail(`cut at ${part}: nothing read`);
}
console.log(`mcap_read: ${file}: ${all.lines.length} messages, ${bytes.length} bytes, the same ` +
	"front to back and by the index");
