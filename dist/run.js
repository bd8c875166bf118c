const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_compile_cache = require("./compile-cache.js");
const require_start = require("./start.js");
let node_fs = require("node:fs");
let node_module = require("node:module");
let node_path = require("node:path");
let node_os = require("node:os");
let node_net = require("node:net");
let node_events = require("node:events");
let node_crypto = require("node:crypto");
let node_url = require("node:url");
let node_fs_promises = require("node:fs/promises");
let node_child_process = require("node:child_process");
let node_timers_promises = require("node:timers/promises");
let node_dgram = require("node:dgram");
let node_vm = require("node:vm");
let node_stream_consumers = require("node:stream/consumers");
let node_readline = require("node:readline");
let node_stream_promises = require("node:stream/promises");
// src/model/abortable.ts
/** Waits for something that knows no signals itself. It goes on unheard when the signal comes. */
function abortable(work, signal) {
	if (!signal) return work;
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) return abort();
		signal.addEventListener("abort", abort);
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
// src/config/split-words.ts
/**
* Splits text at spaces and newlines. Single or double quotes keep what is between them together; a backslash is an
* ordinary character, as globs need it.
*
* @param label what the message calls the text
* @throws UmlRunError `option-invalid` for a quote that is not closed
*/
function splitWords(text, label) {
	const matches = [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g)];
	const open = matches.find(([word]) => word === "\"" || word === "'");
	if (open) throw new require_compile_cache.UmlRunError("option-invalid", `${label}: unclosed quote at ${JSON.stringify(text.slice(open.index).trim())}`);
	return matches.map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2")).filter((word) => word !== "");
}
// src/report/summary.ts
const signs = {
	passed: "\u2705",
	failed: "\u274c",
	skipped: "\u23ed\ufe0f",
	errored: "\ud83d\udca5",
	"not-run": "\u23f9\ufe0f"
};
const maxName$1 = 160;
/**
* `summary.md`: totals, the table of tests \u00d7 kernels, what went wrong, the slowest tests, and the guests beside them, in
* Markdown. Never longer than the limit: the table takes at most half of it, and a note counts what did not fit.
*/
function renderSummary(results, context) {
	const limit = context.limits.summary;
	const head = `## ${require_start.formatTotals(results)}\n\n`;
	const table = formatTable(results, limit / 2);
	const kernels = formatKernels(results, limit / 8);
	const peers = require_start.formatMarkdownPeers(results, limit / 16);
	const flaky = formatFlaky(results, limit / 16);
	const slowest = formatSlowest(results);
	const used = Buffer.byteLength(head + table + kernels + peers + flaky + slowest);
	const problems = formatProblems(require_start.problemsOf(results), limit - used, context);
	return head + table + problems + flaky + slowest + peers + kernels;
}
/** Where not all rows fit, those with a problem come first. */
function formatTable(results, bytes) {
	const { columns, rows } = require_start.matrixOf(results);
	if (rows.length === 0) return "";
	const head = `| test |${columns.map((name) => ` ${require_start.markdownCode(require_start.cutMiddle(name, maxName$1), "cell")} |`).join("")}\n|---|${"---|".repeat(columns.length)}\n`;
	const free = bytes - Buffer.byteLength(head) - 200;
	const whole = require_start.fill(rows, free, formatRow$1);
	if (whole.left === 0) return `${head}${whole.text}\n`;
	const worstFirst = rows.toSorted((a, b) => Number(require_start.hasProblem(b)) - Number(require_start.hasProblem(a)));
	const { text, left } = require_start.fill(worstFirst, free, formatRow$1);
	return `${head}${text}\nThe table is too long for this page: ${require_start.count(left, "more test")} in \`report.html\`.\n\n`;
}
function formatRow$1({ name, cells }) {
	const outcomes = cells.map((cell) => ` ${cell ? `${signs[require_start.standingOf(cell)]} ${require_start.markdownText(require_start.outcomeOf(cell))}` : "\u2013"} |`);
	return `| ${require_start.markdownCode(require_start.cutMiddle(name, maxName$1), "cell")} |${outcomes.join("")}\n`;
}
function formatProblems(problems, bytes, context) {
	if (problems.length === 0) return "";
	const open = problems.length <= 3;
	const excerpt = Math.max(256, Math.min(context.limits.excerpt, Math.floor(bytes / 8 / problems.length)));
	const { text, left } = require_start.fill(problems, bytes - 200, (problem) => formatProblem(problem, excerpt, open, context));
	const note = `\nNot shown here: ${require_start.count(left, "more problem")}, in \`report.html\`.\n\n`;
	return `### What did not pass\n\n${text}${left > 0 ? note : ""}`;
}
function formatProblem(problem, excerpt, open, context) {
	const { test } = problem;
	const title = `<code>${require_start.html(require_start.oneLine(require_start.cutMiddle(test.name, maxName$1)))}</code>${require_start.formatAlike(problem)} on ${require_start.html(require_start.oneLine(test.kernel))}`;
	const message = require_start.html(require_start.oneLine(require_start.cutEnd(test.message, 500)));
	const details = [
		formatBlock$1("stdout", require_start.excerptText(test.stdout, excerpt, context)),
		formatBlock$1("stderr", require_start.excerptText(test.stderr, excerpt, context)),
		formatBlock$1("kernel log", require_start.kernelExcerpt(test.kernelLog, 40, 200).join("\n"))
	].join("");
	return `<details${open ? " open" : ""}><summary>${signs[test.verdict]} ${title}: ${message}</summary>

${details === "" ? "It wrote nothing.\n\n" : details}</details>

`;
}
function formatBlock$1(label, text) {
	return text === "" ? "" : `${label}:\n\n${require_start.markdownBlock(text)}\n`;
}
function formatFlaky(results, bytes) {
	const tests = results.tests.filter(require_start.isFlaky);
	if (tests.length === 0) return "";
	const { text, left } = require_start.fill(tests, bytes, (test) => {
		return `- ${require_start.markdownCode(require_start.cutMiddle(test.name, maxName$1), "text")} on ${require_start.markdownCode(test.kernel, "text")}: ${require_start.badAttempts(test)}\n`;
	});
	return `### Flaky\n\n${text}${left > 0 ? `- ${left} more\n` : ""}\n`;
}
function formatSlowest(results) {
	const lines = require_start.slowestOf(results).map(({ name, kernel, seconds }) => {
		const test = require_start.markdownCode(require_start.cutMiddle(name, maxName$1), "text");
		return `- ${require_start.formatSeconds(seconds)}: ${test} on ${require_start.markdownCode(require_start.cutMiddle(kernel, maxName$1), "text")}\n`;
	});
	return lines.length === 0 ? "" : `### Slowest\n\n${lines.join("")}\n`;
}
function formatKernels(results, bytes) {
	if (results.kernels.length === 0) return "";
	const { text } = require_start.fill(results.kernels, bytes, (kernel) => {
		const source = require_start.markdownText(require_start.cutEnd(kernel.source, 300));
		return `- ${require_start.markdownCode(require_start.cutMiddle(kernel.name, maxName$1), "text")}: ${source}, ${require_start.formatBoot(kernel, results)}\n`;
	});
	return `### Kernels\n\n${text}${formatRootfs$1(results)}`;
}
function formatRootfs$1({ rootfs }) {
	if (!rootfs) return "";
	const source = require_start.markdownText(require_start.cutEnd(rootfs.source, 300));
	return `- rootfs ${require_start.markdownCode(require_start.cutMiddle(rootfs.spec, maxName$1), "text")}: ${source}\n`;
}
// src/host/check-architecture.ts
/** The packages of User Mode Linux that uml-run uses are for x86-64, and it needs a Linux below it. */
function checkArchitecture(platform = process.platform, arch = process.arch) {
	const ok = platform === "linux" && arch === "x64";
	return {
		name: "machine",
		ok,
		found: ok ? `x86-64 Linux ${(0, node_os.release)()}` : `${platform} on ${arch}`,
		...!ok && { fix: "run uml-run on x86-64 Linux: a virtual machine, or a runner such as ubuntu-latest" }
	};
}
// src/model/unreachable.ts
/**
* Something cannot be had because a server is out of reach, or is not to be asked, or because the cache cannot be written
* to. What the cache has may do in its place.
*/
var Unreachable = class extends require_compile_cache.UmlRunError {};
// src/cache/cache.ts
/**
* Opens the cache, and makes its folder where there is none.
* @throws UmlRunError `cache-unusable` when the folder cannot be made
*/
async function openCache({ folder = require_compile_cache.defaultFolder(), remotes = [], signal } = {}) {
	const path = (0, node_path.resolve)(folder);
	try {
		require_compile_cache.makeFolder(path);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("cache-unusable", `cannot make the cache folder "${path}": ${require_compile_cache.messageOf(cause, path)}; name another with --cache <folder>`, { cause });
	}
	const state = {
		failed: /* @__PURE__ */ new Set(),
		found: /* @__PURE__ */ new Map(),
		saves: /* @__PURE__ */ new Set(),
		used: []
	};
	return {
		folder: (0, node_fs.realpathSync)(path),
		remotes,
		...state,
		signal
	};
}
/** What the work found out, once a run, however many ask for it by that name. */
function oncePerRun({ found }, name, work) {
	const result = found.get(name) ?? work();
	found.set(name, result);
	return result;
}
// src/cache/context.ts
/**
* Opens the cache for a command.
* @throws UmlRunError `processor-unsuitable` where no kernel runs, before anything is fetched; `cache-unusable` when its
*   folder cannot be made
*/
async function openContext({ log, offline = false, signal, ...options }) {
	const { ok, found, fix } = checkArchitecture();
	if (!ok) throw new require_compile_cache.UmlRunError("processor-unsuitable", `this machine is ${found}, and kernels are for x86-64; ${fix}`);
	return {
		cache: await openCache({
			...options,
			signal
		}),
		log,
		offline,
		signal
	};
}
/**
* For whatever is about to ask the network.
* @param what it is asked for, for the message
* @throws Unreachable (`not-in-cache`) when it is not to be asked
*/
function requireNetwork({ offline }, what) {
	if (offline) throw new Unreachable("not-in-cache", `${what} is not in the cache; run it once without --offline`);
}
/**
* The error for a spec, such as `kernel "6.1"`, that means nothing in the cache.
* @param there what the cache has of that kind, in words for people
* @param kind what that is
*/
function notInCache(spec, there, kind) {
	const has = there.length > 0 ? `${there.join(", ")}; choose one of those, or` : `no ${kind};`;
	return new require_compile_cache.UmlRunError("not-in-cache", `${spec} is not in the cache, which has ${has} run it once without --offline`);
}
// src/fs/is-in.ts
/** Whether an absolute path lies somewhere below a folder. Names alone count: no link is followed. */
function isBelow(path, folder) {
	return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`) && path !== folder;
}
/** The same, or it is the folder. */
function isIn$1(path, folder) {
	return path === folder || isBelow(path, folder);
}
// src/fs/names-in.ts
/** @returns names of what is in a folder; none where it is not one, or this user may not read it */
function namesIn$6(folder) {
	try {
		return (0, node_fs.readdirSync)(folder);
	} catch {
		return [];
	}
}
// src/cache/digests.ts
/** Digests that cache entries and lookups are named by. */
/** @returns 32 hexadecimal digits that stand for all the parts, in their order */
function keyOf$1(...parts) {
	const hash = (0, node_crypto.createHash)("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 32);
}
// src/cache/kept-times.ts
/** Days that the time of a test which does not run any more is kept. */
const maxAge = 90;
/** Bytes of a file. A larger one is written anew with the newest of its times, in half of that: 50,000 tests or so. */
const maxBytes$2 = 8 << 20;
/**
* The times that the cache keeps, in a file for each kernel spec: a release or a build that takes the place of another
* goes on with its times.
*
* A run adds its times at the end of the file, and reads no more of it than it asks for: a suite of many tests makes no
* run of one of them slower. Tests are known by name and program, whose path is taken from the project's folder where it
* lies in it: a checkout elsewhere finds them. A line that is damaged, or a file that cannot be read or written, costs
* nothing but the order.
*/
var KeptTimes = class {
	folder;
	project;
	known = /* @__PURE__ */ new Map();
	/** @param project absolute path of a folder */
	constructor({ folder }, project) {
		this.folder = (0, node_path.join)(folder, "times");
		this.project = project;
	}
	expectedSeconds({ name, program }, { spec }) {
		return secondsIn(this.linesOf(spec).last(this.testKey(name, program.path)));
	}
	bootSeconds({ spec }) {
		return secondsIn(this.linesOf(spec).last(bootKey));
	}
	/**
	* Adds those of a run: of each test that came to an end of its own, passed or not, and of each kernel that booted. What
	* another run adds meanwhile stays, unless it makes the file shorter in the same moment.
	*/
	keep({ kernels, tests }) {
		for (const { spec, name, bootSeconds } of kernels) {
			const ended = tests.filter((test) => test.kernel === name && hasTime(test));
			if (bootSeconds !== null) this.keepOn(spec, bootSeconds, ended);
		}
		this.removeOld();
	}
	keepOn(spec, boot, results) {
		const file = this.fileOf(spec);
		const ofTests = results.map(({ name, program, seconds }) => lineOf(this.testKey(name, program), seconds));
		quietly(() => {
			require_compile_cache.makeFolder(this.folder);
			(0, node_fs.appendFileSync)(file, [...ofTests, lineOf(bootKey, boot)].join(""));
			if ((0, node_fs.statSync)(file).size > maxBytes$2) shorten(file);
		});
	}
	/** Files of kernels that are not used any more, and halves of files. */
	removeOld() {
		for (const name of namesIn$6(this.folder)) {
			const path = (0, node_path.join)(this.folder, name);
			quietly(() => {
				if (Date.now() - (0, node_fs.statSync)(path).mtimeMs > maxAge * millisecondsOfDay) (0, node_fs.rmSync)(path);
			});
		}
	}
	linesOf(spec) {
		const known = this.known.get(spec) ?? new Lines$1(quietly(() => (0, node_fs.readFileSync)(this.fileOf(spec), "utf8")) ?? "");
		this.known.set(spec, known);
		return known;
	}
	fileOf(spec) {
		return (0, node_path.join)(this.folder, `${keyOf$1(spec)}.times`);
	}
	testKey(name, program) {
		return JSON.stringify([name, isBelow(program, this.project) ? (0, node_path.relative)(this.project, program) : program]);
	}
};
/** Of the kernel, in place of a test's. */
const bootKey = "boot";
/**
* Lines of a file, each after a line break. A line is the key, as JSON without line breaks; a space; seconds; a space; and
* the day on which it ran, counted from the epoch. What of it is wrong is seen when it is asked for.
*/
var Lines$1 = class {
	text;
	byKey;
	asked = 0;
	constructor(text) {
		this.text = text;
	}
	/** @returns the last of a key that is not damaged; empty when there is none */
	last(key) {
		this.asked++;
		if (this.asked > few$2) this.byKey ??= new Map(this.text.split("\n").map((line) => [keyIn(line), line]));
		return this.byKey ? this.byKey.get(key) ?? "" : this.find(key);
	}
	find(key) {
		const start = `\n${key} `;
		for (let end = this.text.length; end >= 0;) {
			const at = this.text.lastIndexOf(start, end);
			if (at < 0) break;
			const [line = ""] = this.text.slice(at + 1, at + start.length + maxTime).split("\n", 1);
			if (keyIn(line) === key) return line;
			end = at - 1;
		}
		return "";
	}
};
/** For more keys than this, all lines are told apart. */
const few$2 = 16;
/** Characters of seconds and a day; a longer line is damaged. */
const maxTime = 64;
const millisecondsOfDay = 864e5;
const today = () => Math.floor(Date.now() / millisecondsOfDay);
/** One that errored was cut short, or never began. */
function hasTime({ verdict }) {
	return verdict !== "errored";
}
/** With a line break before it: the end of the file may be half of a line. */
function lineOf(key, seconds) {
	return `\n${key} ${seconds} ${today()}`;
}
const timeAtEnd = / (\d+(?:\.\d+)?(?:e-\d+)?) (\d+)$/;
function secondsIn(line) {
	const [, seconds, day] = timeAtEnd.exec(line) ?? [];
	return today() - Number(day) <= maxAge ? Number(seconds) : void 0;
}
function keyIn(line) {
	return line.slice(0, line.lastIndexOf(" ", line.lastIndexOf(" ") - 1));
}
/** Of each key the last line is kept, and of these the last ones. */
function shorten(path) {
	const kept = [];
	const seen = /* @__PURE__ */ new Set();
	let bytes = 0;
	for (const line of (0, node_fs.readFileSync)(path, "utf8").split("\n").toReversed()) {
		const key = keyIn(line);
		if (seen.has(key)) continue;
		seen.add(key);
		bytes += Buffer.byteLength(line) + 1;
		if (bytes > maxBytes$2 / 2) break;
		kept.push(`\n${line}`);
	}
	const aside = `${path}.${process.pid}.tmp`;
	(0, node_fs.writeFileSync)(aside, kept.toReversed().join(""));
	(0, node_fs.renameSync)(aside, path);
}
function quietly(work) {
	try {
		return work();
	} catch {
		return;
	}
}
// src/host/current-folder.ts
/** @returns an absolute path; undefined when it has been removed */
function currentFolder() {
	try {
		return process.cwd();
	} catch {
		return;
	}
}
/** @throws UmlRunError `file-unreadable` when it has been removed */
function neededCurrentFolder() {
	const folder = currentFolder();
	if (folder !== void 0) return folder;
	throw new require_compile_cache.UmlRunError("file-unreadable", "the current folder has been removed; go to another one");
}
// src/host/run-tool.ts
/**
* Runs a tool to its end, whether it succeeds or fails.
* @throws UmlRunError `file-unreadable` when the current folder has been removed; the signal's reason
*/
async function run$1(command, args, options = {}) {
	const { signal, cwd = neededCurrentFolder(), environment, onLine, withChildren = false } = options;
	const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
	signal?.throwIfAborted();
	const running = execa(command, args, {
		reject: false,
		stdin: "ignore",
		env: {
			...environment,
			LC_ALL: "C"
		},
		cwd,
		...onLine && { stdout: passing(onLine) },
		...signal && { cancelSignal: signal },
		detached: withChildren
	});
	const endAll = () => {
		endGroup(running.pid);
		for (const stream of [running.stdout, running.stderr]) stream?.destroy();
	};
	if (withChildren) {
		signal?.addEventListener("abort", endAll);
		process.on("exit", endAll);
	}
	const ended = await running;
	signal?.removeEventListener("abort", endAll);
	process.off("exit", endAll);
	signal?.throwIfAborted();
	const { failed, code, stdout, stderr } = ended;
	return {
		ok: !failed,
		missing: failed && code === "ENOENT",
		stdout: stdout ?? "",
		stderr: stderr || (ended.message ?? "")
	};
}
function endGroup(leader) {
	try {
		if (leader !== void 0) process.kill(-leader, "SIGKILL");
	} catch {}
}
function passing(onLine) {
	return function* (line) {
		onLine(String(line));
		yield String(line);
	};
}
/**
* Runs a tool that has to succeed.
* @returns what it wrote to stdout, without the final newline
* @throws UmlRunError `tool-missing`, `disk-full`, or `tool-failed` with the tool's last words
*/
async function tool(command, args, options = {}) {
	const ended = await run$1(command, args, options);
	if (ended.ok) return ended.stdout;
	throw failure(command, ended);
}
function failure(command, { missing, stderr }) {
	if (missing) return missingTool(command);
	if (noRoomWords.test(stderr)) return new require_compile_cache.UmlRunError("disk-full", noRoom$1(command));
	return new require_compile_cache.UmlRunError("tool-failed", `"${command}" failed: ${lastLines$1(stderr)}`);
}
/** @param itsPackage Debian's */
function missingTool(command, itsPackage = command) {
	return new require_compile_cache.UmlRunError("tool-missing", `"${command}" is not on this machine; install it: apt-get install ${itsPackage}`);
}
/** What tools write in English where there is no room left: on the disk, or in a quota. */
const noRoomWords = /No space left on device|Disk quota exceeded/;
/** @param what the tool or the folder that had no room */
function noRoom$1(what) {
	return `no room left on the disk ("${what}"); free some, or name a cache folder on another disk with --cache <folder>`;
}
/** @returns the last lines of a tool's output, on one line and at most about 300 characters */
function lastLines$1(output) {
	const text = output.trim().split("\n").slice(-3).join(" ").replaceAll(/\s+/g, " ");
	return text.length > 300 ? `\u2026${text.slice(-300)}` : text || "it said nothing";
}
// src/fs/digest.ts
/** The SHA-256 of bytes, in lower-case hexadecimal. */
function digestOf$1(bytes) {
	return (0, node_crypto.createHash)("sha256").update(bytes).digest("hex");
}
/**
* @param algorithm as Node's `createHash` has it
* @returns the digest of a file's content, lower-case hexadecimal
* @throws the system's error when the file cannot be read
*/
async function digestOfFile(path, algorithm = "sha256") {
	const hash = (0, node_crypto.createHash)(algorithm);
	const file = await (0, node_fs_promises.open)(path);
	try {
		const piece = Buffer.allocUnsafe(1 << 20);
		for (;;) {
			const { bytesRead } = await file.read(piece, 0, piece.length);
			if (bytesRead === 0) return hash.digest("hex");
			hash.update(piece.subarray(0, bytesRead));
		}
	} finally {
		await file.close();
	}
}
// src/cache/validate.ts
const isText = (value) => typeof value === "string";
const isNumber$1 = (value) => typeof value === "number" && Number.isFinite(value);
const isBoolean = (value) => typeof value === "boolean";
const oneOf$1 = (...values) => (value) => values.some((known) => known === value);
const optional$1 = (isValid) => (value) => value === void 0 || isValid(value);
const arrayOf$1 = (isValid) => (value) => Array.isArray(value) && value.every(isValid);
const recordOf = (isValid) => (value) => isObject(value) && Object.values(value).every(isValid);
/** What has the fields; others do not matter. */
const objectOf = (fields) => (value) => isObject(value) && Object.entries(fields).every(([name, isValid]) => isValid(Object.hasOwn(value, name) ? Reflect.get(value, name) : void 0));
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @returns what a text of JSON says; undefined where it is not JSON, or not of that kind */
function parseJson$1(text, isValid) {
	try {
		const value = JSON.parse(text);
		return isValid(value) ? value : void 0;
	} catch {
		return;
	}
}
// src/cache/entry-manifest.ts
/** Files of the cache's own in the folder of an entry; no part of the manifest. */
const manifestName = ".manifest.json";
const fingerprintsName = ".local.json";
/** Looks at everything in a folder. */
async function takeStock(folder) {
	const manifest = {};
	for (const path of await pathsIn(folder)) manifest[path] = await itemAt((0, node_path.join)(folder, path));
	return manifest;
}
async function writeManifest(folder, manifest) {
	await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, manifestName), JSON.stringify({
		version: 1,
		items: manifest
	}));
}
/**
* What the entry in a folder consists of, as the manifest that lies in it says.
* @throws Error when there is none that can be understood
*/
async function readManifest(folder) {
	const file = parseJson$1(await (0, node_fs_promises.readFile)((0, node_path.join)(folder, manifestName), "utf8"), isManifestFile);
	if (file) return file.items;
	throw new Error(`${manifestName} cannot be understood`);
}
const isItem = (value) => objectOf({
	type: oneOf$1("file"),
	mode: isNumber$1,
	size: isNumber$1,
	sha256: isText
})(value) || objectOf({
	type: oneOf$1("folder"),
	mode: isNumber$1
})(value) || objectOf({
	type: oneOf$1("link"),
	target: isText
})(value);
const isManifestFile = objectOf({
	version: oneOf$1(1),
	items: recordOf(isItem)
});
/** Of all files together. */
function bytesIn$1(manifest) {
	return Object.values(manifest).reduce((sum, item) => sum + (item.type === "file" ? item.size : 0), 0);
}
async function pathsIn(folder) {
	return (await (0, node_fs_promises.readdir)(folder, {
		recursive: true,
		withFileTypes: true
	})).map(({ parentPath, name }) => (0, node_path.relative)(folder, (0, node_path.join)(parentPath, name))).filter((path) => path !== ".manifest.json" && path !== ".local.json").sort();
}
async function itemAt(path) {
	const stats = await (0, node_fs_promises.lstat)(path);
	const mode = stats.mode & 4095;
	if (stats.isSymbolicLink()) return {
		type: "link",
		target: await (0, node_fs_promises.readlink)(path)
	};
	if (stats.isDirectory()) return {
		type: "folder",
		mode
	};
	if (stats.isFile()) return {
		type: "file",
		mode,
		size: stats.size,
		sha256: await digestOfFile(path)
	};
	throw new Error(`${path} is neither a file nor a folder nor a symbolic link`);
}
// src/host/native-file.ts
/** Absolute path of one of the files that come with uml-run. */
function nativeFile(name) {
	return (0, node_path.join)(distFolder(), "native", name);
}
/** Absolute path of the folder with what comes with uml-run. */
function distFolder() {
	const here = (0, node_path.dirname)((0, node_url.fileURLToPath)(require("url").pathToFileURL(__filename).href));
	return (0, node_path.basename)(here) === "dist" ? here : (0, node_path.join)(here, "../../dist");
}
/**
* Copies one to where a program under the supervisor may read it and map it as code: what uml-run lies in may be closed to
* others, or noexec.
* @returns the copy's path
* @throws the system's error
*/
function copyNativeFile(name, folder) {
	const copy = (0, node_path.join)(folder, name);
	(0, node_fs.copyFileSync)(nativeFile(name), copy);
	(0, node_fs.chmodSync)(copy, 292);
	return copy;
}
// src/model/errno.ts
const load = (0, node_module.createRequire)(require("url").pathToFileURL(__filename).href);
/**
* An error number of Linux as text, with its name: `permission denied (EACCES)`.
* @param errno positive; an unknown one is `error 999`
*/
function errnoText(errno) {
	const { getSystemErrorMap } = load("node:util");
	const [name, words] = errno <= maxErrno && getSystemErrorMap().get(-errno) || [];
	return name === void 0 || words === void 0 ? `error ${errno}` : `${words} (${name})`;
}
/** EHWPOISON. Above it are errors of libuv's own. */
const maxErrno = 133;
// src/cache/disk-error.ts
/** How a folder refuses, the last two in /proc. */
const refusals = /* @__PURE__ */ new Set([
	"EACCES",
	"EPERM",
	"EROFS",
	"ENOENT",
	"EEXIST"
]);
/** @returns what the user can do about the cache's disk, when the error came from there; else the error itself */
function explained(cause, { folder }) {
	if (require_compile_cache.isDiskFull(cause)) return new require_compile_cache.UmlRunError("disk-full", noRoom$1(folder), { cause });
	if (!refusals.has(require_compile_cache.errnoOf(cause) ?? "")) return cause;
	return new Unreachable("cache-unusable", `cannot write to the cache folder "${folder}": ${require_compile_cache.messageOf(cause)}; name another with --cache <folder>`, { cause });
}
// src/cache/lock.ts
/**
* Does the work while no other process, nor another caller in this one, holds the lock of that name.
* A lock whose owner died is free: the operating system sees to it.
* @throws UmlRunError `disk-full`, or `cache-unusable` when the cache folder cannot be written; whatever the work throws;
* the signal's reason
*/
async function locked(context, name, work) {
	try {
		const release = await tryLock(context, name) ?? await waitForLock(context, name);
		return await work().finally(release);
	} catch (cause) {
		context.signal?.throwIfAborted();
		throw explained(cause, context.cache);
	}
}
/** @returns how to give it back; undefined when somebody else has it */
async function tryLock(context, name) {
	return lock(context, name, ["--try"]);
}
async function waitForLock(context, name) {
	context.log.progress(`waiting: another process is preparing ${described(name)}`);
	const release = await lock(context, name, []);
	if (!release) throw cannotLock(lockFile(context.cache, name), "somebody else has it");
	return release;
}
/** What a lock is of, for people: its name begins with the kind of an entry, or is none. */
function described(name) {
	const [kind = ""] = name.split("~");
	return things[kind] ?? kind;
}
const things = {
	apt: "this machine's apt",
	kernels: "the kernel",
	memory: "an answer of a server",
	modules: "the kernel's modules",
	rootfs: "the root file system",
	sources: "the kernel's sources",
	tools: "a program"
};
/** The lock is the open file's: it ends when that is closed, which happens also when this process is killed. */
async function lock({ cache, signal }, name, words) {
	signal?.throwIfAborted();
	const path = lockFile(cache, name);
	require_compile_cache.makeFolder((0, node_path.dirname)(path));
	const file = await (0, node_fs_promises.open)(path, "a");
	let isLocked = false;
	try {
		isLocked = await flock(file, path, words, signal);
	} finally {
		if (!isLocked) await file.close();
	}
	return isLocked ? () => file.close() : void 0;
}
const lockFile = ({ folder }, name) => (0, node_path.join)(folder, "locks", `${name}.lock`);
/**
* Node has no flock(2), so a child calls it. The child has a session of its own, or ctrl-C would end it before this
* process has cleaned up.
* @returns false when somebody else has the lock
*/
async function flock({ fd }, path, words, signal) {
	signal?.throwIfAborted();
	const child = (0, node_child_process.spawn)(nativeFile("lock"), words, {
		stdio: [
			"ignore",
			"ignore",
			"ignore",
			fd
		],
		detached: true
	});
	const kill = () => child.kill();
	signal?.addEventListener("abort", kill);
	const [error] = await (0, node_events.once)(child, "close").catch((cause) => cannotStart(path, cause)).finally(() => signal?.removeEventListener("abort", kill));
	signal?.throwIfAborted();
	if (error === node_os.constants.errno.EWOULDBLOCK) return false;
	if (error !== 0) throw cannotLock(path, error === null ? "\"lock\" was killed" : errnoText(error));
	return true;
}
function cannotStart(path, cause) {
	const advice = ["ENOENT", "EACCES"].includes(require_compile_cache.errnoOf(cause) ?? "") ? "; install uml-run again, where programs may be executed" : "";
	throw new require_compile_cache.UmlRunError("tool-failed", `cannot lock "${path}": ${require_compile_cache.messageOf(cause)}${advice}`, { cause });
}
function cannotLock(path, why) {
	return new require_compile_cache.UmlRunError("cache-unusable", `cannot lock "${path}": ${why}; name another folder with --cache <folder>`);
}
// src/cache/pack.ts
/**
* Up to this many bytes, zstd takes the seconds for its best: a kernel that was built is a fifth smaller for it. One of the
* distribution, of which a run may save several, has more.
*/
const small = 11 << 20;
/** Characters of a digest. */
const digestLength = 64;
/**
* Packs a folder into one compressed file: tar, with zstd where this machine has it, else gzip; and after that the
* digest of it.
* @param bytes in the folder's files together
*/
async function pack(folder, file, bytes, options) {
	const zstd = bytes <= small ? "zstd -T0 -19" : "zstd -T0";
	await tool("tar", [
		"--create",
		...[
			"--sort=name",
			"--numeric-owner",
			"--owner=0",
			"--group=0",
			"--use-compress-program",
			(await run$1("zstd", ["--version"], options)).ok ? zstd : "gzip"
		],
		"--file",
		file,
		"--directory",
		folder,
		"."
	], options);
	await (0, node_fs_promises.appendFile)(file, await digestOfFile(file));
}
/**
* Unpacks a file that `pack` made into a folder that exists. tar knows the compression by the file's first bytes.
* @throws Error when it is not what `pack` made
*/
async function unpack$1(file, folder, options) {
	const digest = await cutDigest(file);
	if (await digestOfFile(file) !== digest) throw new Error("its digest does not match");
	await tool("tar", ["--extract", ...[
		"--same-permissions",
		"--no-same-owner",
		"--file",
		file,
		"--directory",
		folder
	]], options);
	await (0, node_fs_promises.appendFile)(file, digest);
}
async function cutDigest(file) {
	const handle = await (0, node_fs_promises.open)(file);
	try {
		const { size } = await handle.stat();
		const rest = size - digestLength;
		if (rest < 0) throw new Error(`it has ${size} bytes`);
		const { buffer } = await handle.read(Buffer.alloc(digestLength), 0, digestLength, rest);
		await (0, node_fs_promises.truncate)(file, rest);
		return buffer.toString("latin1");
	} finally {
		await handle.close();
	}
}
// src/cache/recipe.ts
/** The name of the lock that whoever makes or removes the entry has. */
const lockOf = ({ kind, key }) => `${kind}~${key}`;
// src/cache/work-folder.ts
/**
* Gives the work on an entry a folder on the cache's own disk, and removes it whatever happens.
* @param name of the lock that the caller has: what lies there already was left by a process that was killed
*/
async function withWorkFolder(context, name, work) {
	const folder = (0, node_path.join)(folderOfWork(context.cache), name);
	try {
		await remove$1(folder);
		await removeLeftWork(context);
		require_compile_cache.makeFolder(folder);
		return await work(folder);
	} finally {
		await remove$1(folder);
	}
}
const folderOfWork = (cache) => (0, node_path.join)(cache.folder, "making");
/**
* Removes what processes have left of entries that they were making when they were killed, or interrupted twice.
* @throws UmlRunError `cache-unusable` when a lock cannot be had
*/
function removeLeftWork({ cache, log }) {
	return oncePerRun(cache, "left work", () => sweep({
		cache,
		log
	}));
}
async function sweep({ cache, log }) {
	for (const name of await (0, node_fs_promises.readdir)(folderOfWork(cache)).catch(() => [])) {
		const release = await tryLock({
			cache,
			log
		}, name);
		if (!release) continue;
		await remove$1((0, node_path.join)(folderOfWork(cache), name)).finally(release);
	}
}
const remove$1 = (folder) => (0, node_fs_promises.rm)(folder, {
	recursive: true,
	force: true
});
// src/cache/remotes/remotes.ts
/** Asks one remote after another; the nearest that has the entry, undamaged, gives it. */
async function restore(wanted, work) {
	for (const [level, remote] of wanted.context.cache.remotes.entries()) {
		const found = await restoreFrom(remote, wanted, (0, node_path.join)(work, `remote-${level}`));
		if (found) return found;
	}
}
async function restoreFrom(remote, wanted, folder) {
	const { context } = wanted;
	const key = remoteKey(wanted);
	const [packed, tree] = [(0, node_path.join)(folder, "packed"), (0, node_path.join)(folder, "tree")];
	require_compile_cache.makeFolder(tree);
	if (!await ask$3(remote, context, `restore ${key}`, () => remote.restore(key, packed))) return void 0;
	try {
		await unpack$1(packed, tree, { signal: context.signal });
		return {
			tree,
			manifest: await readManifest(tree),
			from: remote.name,
			packed
		};
	} catch (cause) {
		context.signal?.throwIfAborted();
		context.log.warning(`the copy of ${key} in ${remote.name} is damaged and not used (delete it there): ${require_compile_cache.messageOf(cause)}`);
		return;
	}
}
/**
* Saves an entry to the remotes that lack it, those nearer than the one it came from, beside the run: it waits for them
* at its end, with `saved`.
* @returns when there is a copy, and the entry's tree may change
*/
async function saveBeside(wanted, found) {
	const context = ofRun$1(wanted.context);
	const { remotes, failed } = context.cache;
	const source = remotes.findIndex(({ name }) => name === found.from);
	const lacking = (source < 0 ? remotes : remotes.slice(0, source)).filter((remote) => !failed.has(remote));
	if (lacking.length === 0) return;
	await new Promise((onCopied) => {
		beside$1(context, save({
			...wanted,
			context
		}, found, lacking, onCopied).finally(onCopied));
	});
}
async function save(wanted, found, lacking, onCopied) {
	const { context } = wanted;
	try {
		await withPacked(wanted, found, onCopied, async (file) => {
			const key = remoteKey(wanted);
			for (const remote of lacking) await ask$3(remote, context, `save ${key}`, () => remote.save(key, file));
		});
	} catch (cause) {
		context.signal?.throwIfAborted();
		context.log.warning(`cannot pack ${remoteKey(wanted)} for ${lacking[0]?.name}: ${require_compile_cache.messageOf(cause)}`);
	}
}
/** Does the work with the entry as one file, unless another process of this machine is at it. */
async function withPacked(wanted, { tree, manifest, packed }, onCopied, work) {
	const { context } = wanted;
	const lock = `saving~${lockOf(wanted)}`;
	const release = await tryLock(context, lock);
	if (!release) return;
	await withWorkFolder(context, lock, async (folder) => {
		const [file, copy] = [(0, node_path.join)(folder, "packed"), (0, node_path.join)(folder, "tree")];
		if (packed) await (0, node_fs_promises.rename)(packed, file);
		else await copyTree$1(tree, copy, context.signal);
		onCopied();
		if (!packed) await pack(copy, file, bytesIn$1(manifest), { signal: context.signal });
		await work(file);
	}).finally(release);
}
/** Names of one file stay names of one file, as with no copy of Node's. */
const copyTree$1 = (from, to, signal) => tool("cp", [
	"--archive",
	"--reflink=auto",
	from,
	to
], { signal });
/** Fetches one file as it is from the nearest remote that has it. @returns whether one has */
async function fetchFile(context, key, file) {
	for (const remote of context.cache.remotes) if (await ask$3(remote, context, `restore ${key}`, () => remote.restore(key, file))) return true;
	return false;
}
/** Saves one file as it is to all remotes, beside the run. */
function saveFileBeside(context, key, file) {
	const { remotes } = context.cache;
	const save = async () => {
		for (const remote of remotes) await ask$3(remote, ofRun$1(context), `save ${key}`, () => remote.save(key, file));
	};
	beside$1(context, save());
}
/** What has been made is saved, whatever becomes of the work that it was made for. */
function ofRun$1(context) {
	return {
		...context,
		signal: context.cache.signal
	};
}
/** Waits until what this run saves is in the remotes, or cannot be, or the run is interrupted. */
async function saved({ cache, log }) {
	if (cache.saves.size > 0) log.progress("saving what was made for the next run");
	while (cache.saves.size > 0) await Promise.all(cache.saves);
}
/** @param saving rejects only with the signal's reason */
function beside$1({ cache: { saves } }, saving) {
	const ended = saving.catch(() => void 0).finally(() => saves.delete(ended));
	saves.add(ended);
}
/** The number is that of the entries' form: what another form saved is not found. */
const remoteKey = ({ kind, key }) => `uml-run-2-${kind}-${key}`;
/** A remote that failed once is not asked again in this run: it may take minutes to say so. */
async function ask$3(remote, { cache, log, signal }, what, work) {
	if (cache.failed.has(remote)) return void 0;
	try {
		return await abortable(work(), signal);
	} catch (cause) {
		signal?.throwIfAborted();
		const isKnown = cache.failed.has(remote);
		cache.failed.add(remote);
		if (!isKnown) log.warning(`${remote.name} could not ${what}; continuing without it: ${require_compile_cache.messageOf(cause)}`);
		return;
	}
}
// src/elf/architecture.ts
/** Names by e_machine, as `uname -m` or the field has them. A pair is the 32-bit and the 64-bit one. */
const names$2 = {
	2: "sparc",
	3: "i386",
	4: "m68k",
	8: ["mips", "mips64"],
	15: "parisc",
	18: "sparc32plus",
	20: "ppc",
	21: "ppc64",
	22: ["s390", "s390x"],
	40: "arm",
	42: "sh",
	43: "sparc64",
	50: "ia64",
	62: ["x32", "x86-64"],
	93: "arc",
	94: "xtensa",
	106: "blackfin",
	164: "hexagon",
	183: "aarch64",
	189: "microblaze",
	190: "cuda",
	224: "amdgpu",
	243: ["riscv32", "riscv64"],
	247: "bpf",
	252: "csky",
	258: ["loongarch32", "loongarch64"],
	36902: "alpha"
};
/** Architectures that exist in both byte orders: the less usual one of them gets a suffix. */
const unusualOrder = {
	8: {
		bigEndian: false,
		suffix: "el"
	},
	21: {
		bigEndian: false,
		suffix: "le"
	},
	40: {
		bigEndian: true,
		suffix: "eb"
	},
	183: {
		bigEndian: true,
		suffix: "_be"
	}
};
/** @returns the architecture that an ELF file was built for, e.g. `x86-64`, `ppc64le`, `riscv64` */
function architectureName({ machine, bits, bigEndian }) {
	const name = names$2[machine];
	if (name === void 0) return `architecture number ${machine} (${bits}-bit)`;
	const base = typeof name === "string" ? name : name[bits === 64 ? 1 : 0];
	const unusual = unusualOrder[machine];
	return unusual?.bigEndian === bigEndian ? base + unusual.suffix : base;
}
/** Whether the kernels, User Mode Linux for one of the two, can run the file. */
function isRunnable$1(elf, architecture = "x86_64") {
	if (architecture === "i386") return elf.machine === 3 && elf.bits === 32 && !elf.bigEndian;
	return elf.machine === 62 && elf.bits === 64 && !elf.bigEndian;
}
/** Why the kernels here cannot run a file for another architecture, as the end of a sentence about it. */
function wrongArchitecture(elf, architecture = "x86_64") {
	const name = architectureName(elf);
	if (architecture === "i386") return `is built for ${name}, and --kernel-arch i386 is for programs of 32 bits: build it with -m32`;
	const built = `is built for ${name}; this machine and its kernels run x86-64`;
	if (elf.machine === 3) return `${built}, and i386 needs a 32-bit kernel: build it with -m64, or see --kernel-arch i386`;
	if (name === "x32") return `${built} proper, without the x32 ABI: build it with -m64`;
	return built;
}
// src/elf/bytes.ts
/** What a file says about itself cannot be true: an offset outside of it, a table without an end, \u2026 */
var MalformedFile = class extends Error {
	/** Path of the library or loader that is damaged, when it is not the program itself. */
	library;
	constructor(message, library) {
		super(message);
		this.library = library;
	}
};
/**
* Opens a file for the time of `use`. Devices and pipes are not opened: that alone can do something, or wait.
*
* @throws MalformedFile when it is not a regular file; the system's error when it cannot be opened or read
*/
function withBytes(path, use) {
	if (!(0, node_fs.statSync)(path).isFile()) throw new MalformedFile("it is not a regular file");
	const descriptor = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_NONBLOCK | node_fs.constants.O_NOCTTY);
	try {
		return use(bytesOf$1(descriptor));
	} finally {
		(0, node_fs.closeSync)(descriptor);
	}
}
/** Bytes at the start of a file that are read at once: headers and what they refer to mostly lie there. */
const headLength = 4096;
function bytesOf$1(descriptor) {
	const { size } = (0, node_fs.fstatSync)(descriptor);
	let head;
	const readUpTo = (offset, length) => {
		if (offset + length > headLength) return readAt(offset, length);
		head ??= readAt(0, headLength);
		return head.subarray(offset, offset + length);
	};
	const readAt = (offset, length) => {
		const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
		const count = buffer.length === 0 ? 0 : (0, node_fs.readSync)(descriptor, buffer, 0, buffer.length, offset);
		return buffer.subarray(0, count);
	};
	const read = (offset, length) => {
		if (offset > size || length > size - offset) throw new MalformedFile(`it refers to bytes ${offset} to ${offset + length}, and the file has ${size}`);
		const buffer = readUpTo(offset, length);
		if (buffer.length < length) throw new MalformedFile("it became shorter while it was read");
		return buffer;
	};
	return {
		size,
		read,
		readUpTo
	};
}
// src/elf/elf-dynamic.ts
/** Far above what real programs have, and low enough that a hostile file is done with at once. */
const limits = {
	entries: 4096,
	needed: 512,
	folders: 256,
	string: 16384
};
const pageSize = 4096;
/** @returns undefined when the file has no PT_DYNAMIC */
function readDynamicTable(bytes, header, segments) {
	const segment = segments.find(({ type }) => type === "dynamic");
	if (!segment) return void 0;
	const tags = readTags(bytes, header, segment);
	const values = (tag) => tags.get(tag) ?? [];
	const needed = values(1);
	if (needed.length > limits.needed) throw new MalformedFile(`it needs ${needed.length} libraries`);
	return {
		needed,
		versions: (values(1879048191)[0] ?? 0) > 0 ? values(1879048190)[0] : void 0,
		values,
		string: stringsOf(bytes, segments, values(5)[0]),
		offsetOf: (address) => offsetOf(address, segments)
	};
}
/**
* Reads PT_DYNAMIC and the strings it names.
*
* @returns undefined when the file has none
*/
function readDynamic(bytes, header, segments) {
	const table = readDynamicTable(bytes, header, segments);
	if (!table) return void 0;
	const flags = table.values(1879048187)[0] ?? 0;
	const [soname, rpath, runpath] = [
		14,
		15,
		29
	].map((tag) => table.values(tag).map(table.string)[0]);
	return {
		needed: table.needed.map(table.string),
		...soname !== void 0 && { soname },
		rpath: rpath !== void 0 && runpath === void 0 ? foldersOf$2(rpath) : [],
		...runpath !== void 0 && { runpath: foldersOf$2(runpath) },
		noDefaultFolders: (flags & 2048) !== 0,
		isProgram: (flags & 134217728) !== 0
	};
}
/** @returns for each DT_ tag its values, in order */
function readTags(bytes, header, { offset, fileSize }) {
	const entrySize = header.bits / 4;
	const words = header.of(bytes.read(offset, Math.min(fileSize, limits.entries * entrySize)));
	const tags = /* @__PURE__ */ new Map();
	for (let at = 0; at + entrySize <= fileSize; at += entrySize) {
		if (at === limits.entries * entrySize) throw new MalformedFile("its dynamic section has no end");
		const tag = words.address(at);
		if (tag === 0) break;
		tags.set(tag, [...tags.get(tag) ?? [], words.address(at + entrySize / 2)]);
	}
	return tags;
}
/** The string table is given by its address in memory. */
function stringsOf(bytes, segments, table) {
	return (offset) => {
		if (table === void 0) throw new MalformedFile("its dynamic section has no string table");
		const text = bytes.readUpTo(offsetOf(table + offset, segments), limits.string);
		const end = text.indexOf(0);
		if (end < 0) throw new MalformedFile("its dynamic section has a string without an end");
		return text.toString("utf8", 0, end);
	};
}
/** The segment that is loaded at an address says where in the file it is. */
function offsetOf(address, segments) {
	const segment = segments.find((one) => one.type === "load" && address >= one.address && address < endOf$3(one));
	if (!segment) throw new MalformedFile("its dynamic section names something outside of the file");
	return segment.offset + address - segment.address;
}
/** Whole pages are loaded, and patchelf leaves strings in what lies behind a segment's own end. */
function endOf$3({ address, fileSize }) {
	return Math.ceil((address + fileSize) / pageSize) * pageSize;
}
function foldersOf$2(path) {
	const folders = path.split(":");
	if (folders.length > limits.folders) throw new MalformedFile(`its library path has ${folders.length} folders`);
	return folders;
}
// src/elf/elf-segments.ts
const types = {
	1: "load",
	2: "dynamic",
	3: "interpreter"
};
/**
* Reads the table of program headers.
*
* @throws MalformedFile when the table, or a segment to load, is not inside the file
*/
function readSegments(bytes, header) {
	const wide = header.bits === 64;
	const table = {
		offset: header.address(wide ? 32 : 28),
		count: header.half(wide ? 56 : 44)
	};
	const entrySize = header.half(wide ? 54 : 42);
	const expected = wide ? 56 : 32;
	if (table.count === 0) return [];
	if (entrySize !== expected) throw new MalformedFile(`its program headers are ${entrySize} bytes long, not ${expected}`);
	const words = header.of(bytes.read(table.offset, table.count * entrySize));
	const segments = Array.from({ length: table.count }, (_, index) => readSegment(words, index * entrySize));
	for (const { type, offset, fileSize } of segments) if (type === "load" && offset + fileSize > bytes.size) throw new MalformedFile(`it is cut short: it needs ${offset + fileSize} bytes, and the file has ${bytes.size}`);
	return segments;
}
function readSegment(words, at) {
	const [offset, address, fileSize] = words.bits === 64 ? [
		8,
		16,
		32
	] : [
		4,
		8,
		16
	];
	return {
		type: types[words.word(at)] ?? "other",
		offset: words.address(at + offset),
		address: words.address(at + address),
		fileSize: words.address(at + fileSize)
	};
}
// src/elf/elf-words.ts
const magic$2 = Buffer.from("ELF", "latin1");
function isElf(bytes) {
	return bytes.readUpTo(0, magic$2.length).equals(magic$2);
}
/** @returns the ELF header's numbers; its class and byte order are found out first */
function readWords(bytes) {
	const [, , , , elfClass = 0, order = 0] = bytes.read(0, 16);
	const bits = [
		void 0,
		32,
		64
	][elfClass];
	const bigEndian = [
		void 0,
		false,
		true
	][order];
	if (bits === void 0) throw new MalformedFile(`its word size (EI_CLASS) is ${elfClass}, neither 1 nor 2`);
	if (bigEndian === void 0) throw new MalformedFile(`its byte order (EI_DATA) is ${order}, neither 1 nor 2`);
	return wordsOf$2(bytes.read(0, bits === 64 ? 64 : 52), bits, bigEndian);
}
function wordsOf$2(buffer, bits, bigEndian) {
	const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	const word = (offset) => view.getUint32(offset, !bigEndian);
	return {
		bits,
		bigEndian,
		half: (offset) => view.getUint16(offset, !bigEndian),
		word,
		address: (offset) => bits === 64 ? Number(view.getBigUint64(offset, !bigEndian)) : word(offset),
		of: (other) => wordsOf$2(other, bits, bigEndian)
	};
}
// src/elf/elf.ts
/** An interpreter longer than this is refused by the kernel (PATH_MAX). */
const maxInterpreter = 4096;
/**
* Reads an ELF file's headers.
*
* @returns undefined when the file is not ELF
* @throws MalformedFile when it begins as ELF and cannot be one; the system's error when it cannot be read
*/
function readElf(path) {
	return withBytes(path, (bytes) => isElf(bytes) ? parse$1(bytes) : void 0);
}
/** `readElf`, of the first bytes alone. */
function readElfHeader(path) {
	return withBytes(path, (bytes) => isElf(bytes) ? headerOf$1(readWords(bytes)) : void 0);
}
/** What such a read gives; undefined for a damaged file, too. @throws the system's error when it cannot be read */
function unlessDamaged(read) {
	try {
		return read();
	} catch (cause) {
		if (cause instanceof MalformedFile) return void 0;
		throw cause;
	}
}
function parse$1(bytes) {
	const words = readWords(bytes);
	const header = headerOf$1(words);
	if (header.type === "relocatable" || header.type === "core") return {
		...header,
		hasEntry: false
	};
	const segments = readSegments(bytes, words);
	const interpreter = interpreterOf(bytes, segments);
	const dynamic = readDynamic(bytes, words, segments);
	return {
		...header,
		hasEntry: entryOf(words) !== 0,
		...interpreter !== void 0 && { interpreter },
		...dynamic && { dynamic }
	};
}
function headerOf$1(words) {
	const type = [
		"unknown",
		"relocatable",
		"executable",
		"shared",
		"core"
	][words.half(16)] ?? "unknown";
	return {
		bits: words.bits,
		bigEndian: words.bigEndian,
		machine: words.half(18),
		type
	};
}
function entryOf(words) {
	return words.address(24);
}
function interpreterOf(bytes, segments) {
	const segment = segments.find(({ type }) => type === "interpreter");
	if (!segment) return void 0;
	if (segment.fileSize < 2 || segment.fileSize > maxInterpreter) throw new MalformedFile(`its interpreter's name (PT_INTERP) is ${segment.fileSize} bytes long`);
	const text = bytes.read(segment.offset, segment.fileSize);
	const end = text.indexOf(0);
	if (end <= 0) throw new MalformedFile("its interpreter's name (PT_INTERP) is empty or has no end");
	return text.toString("utf8", 0, end);
}
// src/program/distribution.ts
/** What is there, by its absolute path, comes with a distribution, and so with a rootfs; all else is the user's own. */
function isOfDistribution(path) {
	return /^\/(?:usr|bin|sbin|lib[^/]*)\//.test(path);
}
// src/program/opened-by-path.ts
/** Of what is larger, only the beginning is searched: what comes last in a file is for debuggers. */
const maxBytes$1 = 64 << 20;
/** No program opens so many libraries; a file may have any number of names. */
const maxNames$1 = 1e4;
/** PATH_MAX */
const maxPath$2 = 4096;
/**
* Libraries that a program of the user, or a library of one, may open itself: its file has their absolute paths, and
* this machine has them. Those of the distribution are for the rootfs to have.
*/
function openedByPath({ hostPath }) {
	if (isOfDistribution(hostPath)) return [];
	return libraryPathsIn(withBytes(hostPath, (file) => file.readUpTo(0, maxBytes$1))).filter((path) => !isOfDistribution(path) && isLibrary$1(path));
}
/** Strings of C that are absolute paths of libraries by their names. A regular expression takes five times as long. */
function libraryPathsIn(bytes) {
	const paths = /* @__PURE__ */ new Set();
	let at = bytes.indexOf(".so");
	for (let names = 0; at >= 0 && names < maxNames$1; names++) {
		const before = bytes.subarray(Math.max(0, at - maxPath$2), at);
		const after = bytes.subarray(at, at + maxPath$2);
		const [start, end] = [before.lastIndexOf(0) + 1, after.indexOf(0)];
		const path = before.toString("utf8", start) + after.toString("utf8", 0, Math.max(0, end));
		if (/^\/.*\.so(?:\.\d+)*$/.test(path)) paths.add(path);
		at = bytes.indexOf(".so", at + 3);
	}
	return [...paths];
}
function isLibrary$1(path) {
	try {
		const elf = readElf(path);
		return elf?.type === "shared" && isRunnable$1(elf);
	} catch {
		return false;
	}
}
// src/program/closure.ts
/** No real program has more objects than this. */
const maxObjects = 4096;
/** Enough to tell the user. */
const maxMissing = 5;
/**
* Finds every library that the loader would load for a program: breadth first, each once. Those that it opens itself are
* among them where they can be known.
*
* @param known the program and the loader itself, which is in the list before anything is looked up
* @throws MalformedFile when a library is found that no loader could load
*/
function findLibraries(program, known, rules) {
	const closure = {
		loaded: [...known],
		with: [],
		through: [],
		missing: []
	};
	const names = new Set(known.flatMap(({ elf, guestPath }) => [guestPath, elf.dynamic?.soname ?? guestPath]));
	const queue = [program, ...known];
	const add = (name, candidate, elf, by) => {
		const loaded = {
			elf,
			...placeOf$1(candidate),
			loader: by
		};
		names.add(name).add(elf.dynamic?.soname ?? name);
		closure.loaded.push(loaded);
		closure.with.push(...candidate.with ?? []);
		closure.through.push(...candidate.through ?? []);
		queue.push(loaded);
		if (elf.dynamic?.soname === "libc.so.6") optional(rules.openedByLibc(loaded), loaded);
	};
	const optional = (candidates, by) => {
		for (const candidate of candidates) {
			const found = firstRunnable([candidate]);
			const name = candidate.guestPath.slice(candidate.guestPath.lastIndexOf("/") + 1);
			if ("elf" in found && !names.has(name)) add(name, candidate, found.elf, by);
		}
	};
	for (const object of queue) for (const name of [...object.elf.dynamic?.needed ?? [], ...openedByPath(object)]) {
		if (names.has(name) || rules.isLoader(name)) continue;
		const found = firstRunnable(rules.candidates(name, object));
		if ("elf" in found) add(name, found.candidate, found.elf, object);
		else if (closure.missing.length < maxMissing) closure.missing.push({
			name,
			by: object,
			...found
		});
		names.add(name);
		if (queue.length > maxObjects) return closure;
	}
	return closure;
}
function placeOf$1({ hostPath, guestPath, beside }) {
	return {
		hostPath,
		guestPath,
		beside
	};
}
/** The loader skips files that it cannot open and files for another machine; at a file that is not ELF it gives up. */
function firstRunnable(candidates) {
	const unrunnable = [];
	const searched = /* @__PURE__ */ new Set();
	for (const candidate of candidates) {
		const elf = tryRead(candidate.hostPath);
		searched.add((0, node_path.dirname)(candidate.hostPath));
		if (!elf) continue;
		if (isRunnable$1(elf)) return {
			candidate,
			elf
		};
		unrunnable.push(`${candidate.hostPath} is for ${architectureName(elf)}`);
	}
	return {
		searched: [...searched],
		unrunnable
	};
}
function tryRead(path) {
	try {
		return readLibrary(path);
	} catch (error) {
		if (error instanceof MalformedFile) throw error;
		return;
	}
}
/** @throws MalformedFile with the library's path; the system's error when it cannot be read */
function readLibrary(path) {
	try {
		const elf = readElf(path);
		if (!elf) throw new MalformedFile("it is not an ELF file");
		return elf;
	} catch (error) {
		throw error instanceof MalformedFile ? new MalformedFile(error.message, path) : error;
	}
}
// src/program/glibc-folders.ts
/** What most loaders for x86-64 have, those of Debian and Ubuntu first. */
const usual$2 = [
	"/lib/x86_64-linux-gnu",
	"/usr/lib/x86_64-linux-gnu",
	"/lib64",
	"/usr/lib64",
	"/lib",
	"/usr/lib"
];
/** A loader is about 200 kB; what is much larger is not searched to its end. */
const maxLoader = 4194304;
/**
* The folders where a glibc loader looks last. Each distribution compiles its own into the loader (`system_dirs` in
* elf/dl-load.c), where they lie one after the other, each with a slash and a zero byte at its end.
*
* @param loader path of the loader on this host
*/
function defaultFolders(loader) {
	const found = ((withBytes(loader, (bytes) => bytes.readUpTo(0, maxLoader)).toString("latin1").match(/(?<=\0)(?:\/[\x21-\x7e]{1,255}\/\0){1,16}/g) ?? []).find((run) => /\/lib/.test(run))?.split("\0") ?? []).filter((folder) => folder !== "").map((folder) => folder.slice(0, -1));
	return found.length > 0 ? found : usual$2;
}
// src/program/ld-so-cache.ts
const magic$1 = "glibc-ld.so.cache1.1";
const oldMagic = "ld.so-1.7.0";
const headerSize$1 = 48;
const entrySize = 24;
/** FLAG_ELF_LIBC6 and FLAG_X8664_LIB64: what the loader for x86-64 looks for. */
const x8664 = 771;
/** Bit 62 of an entry's hwcap: it is for one of the glibc-hwcaps subfolders. Other bits are for loaders before 2.33. */
const variantBit = 1073741824;
/**
* Reads the cache that `ldconfig` makes, in its new format or with the old one in front of it (before glibc 2.32).
* A cache that is missing, damaged or in another format is an empty one, as it is to the loader.
*/
function readLibraryCache(path) {
	const entries = /* @__PURE__ */ new Map();
	try {
		const file = (0, node_fs.readFileSync)(path);
		for (const { name, path, isVariant } of parseCache(file)) {
			const paths = entries.get(name) ?? [];
			entries.set(name, isVariant ? [...paths, path] : [path, ...paths]);
		}
	} catch {
		entries.clear();
	}
	return (name) => entries.get(name) ?? [];
}
/** @throws RangeError when an entry is not inside the file */
function parseCache(file) {
	const cache = file.subarray(startOf$2(file));
	if (cache.toString("latin1", 0, 20) !== magic$1) return [];
	if (![0, 2].includes(cache.readUInt8(28) & 3)) return [];
	const count = cache.readUInt32LE(20);
	const entries = [];
	for (let at = headerSize$1; at < headerSize$1 + count * entrySize; at += entrySize) {
		const [flags, key, value] = [
			cache.readUInt32LE(at),
			cache.readUInt32LE(at + 4),
			cache.readUInt32LE(at + 8)
		];
		const [low, high] = [cache.readUInt32LE(at + 16), cache.readUInt32LE(at + 20)];
		const isVariant = (high & variantBit) !== 0;
		if (flags !== x8664 || !(low === 0 && high === 0 || isVariant)) continue;
		entries.push({
			name: stringAt(cache, key),
			path: stringAt(cache, value),
			isVariant
		});
	}
	return entries;
}
function startOf$2(file) {
	if (file.toString("latin1", 0, 11) !== oldMagic) return 0;
	const end = 16 + file.readUInt32LE(12) * 12;
	return Math.ceil(end / 8) * 8;
}
function stringAt(cache, offset) {
	const end = cache.indexOf(0, offset);
	if (offset >= cache.length || end < 0) throw new RangeError(`no string at ${offset}`);
	return cache.toString("utf8", offset, end);
}
// src/model/provisions.ts
/** Folders at the top of the root that every guest has of its own, whatever the rootfs has there. */
const guestFolders = [
	"dev",
	"proc",
	"sys",
	"tmp",
	"run",
	"root",
	"work",
	"programs",
	"artifacts"
];
/**
* Where a program is in the guest: programs keep their host paths below this, so that what lies beside them is found.
*/
const programsFolder = "/programs";
// src/program/path-tokens.ts
const token = /\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM)(?![A-Za-z0-9_]))/g;
/** What glibc has for $PLATFORM: the kernel's AT_PLATFORM, or before 2.37 a name for a newer CPU. */
const platforms = [
	"x86_64",
	"haswell",
	"xeon_phi"
];
/**
* Replaces the tokens of a library path: $ORIGIN by the folder of the object that has the path, $LIB and $PLATFORM by
* what the loader has for them. An object that lies beside the program, and what its $ORIGIN leads to, is placed
* beside it in the guest too.
*
* @param path of a library; a relative one is looked up in the working folder by the loader, which is another one in
*   a guest, and so it gives no candidate
* @param folders the loader's default folders, the first of which tells $LIB
*/
function expandTokens(path, object, folders) {
	const beside = object.beside && /\$(?:\{ORIGIN\}|ORIGIN(?![A-Za-z0-9_]))/.test(path);
	const fill = (origin, platform) => path.replace(token, (_, braced, plain) => {
		return {
			ORIGIN: origin,
			LIB: (folders[0] ?? "/lib64").slice(1),
			PLATFORM: platform
		}[braced ?? plain];
	});
	return platforms.slice(0, path.includes("PLATFORM") ? void 0 : 1).map((platform) => {
		const guestPath = fill((0, node_path.dirname)(object.guestPath), platform);
		return {
			hostPath: onHost(fill((0, node_path.dirname)(object.hostPath), platform)),
			guestPath: (0, node_path.normalize)(guestPath),
			beside,
			...!beside && { through: leftAgain(guestPath) }
		};
	}).filter(({ hostPath }) => (0, node_path.isAbsolute)(hostPath));
}
/** What is included is below the folder of programs in the guest, and known only by its place here. */
function onHost(path) {
	return path.startsWith(`/programs/`) ? path.slice(9) : path;
}
/** @returns the folders of a path that a `..` follows */
function leftAgain(path) {
	const parts = path.split("/");
	return parts.flatMap((part, index) => part === ".." ? (0, node_path.join)("/", ...parts.slice(0, index)) : []);
}
// src/program/library-path.ts
/**
* The folders of LD_LIBRARY_PATH. Relative and empty ones mean the working folder, which is another one in a guest: what
* is there, the program finds or does not find by itself.
*/
function libraryPathOf(environment) {
	return (environment?.LD_LIBRARY_PATH ?? "").split(/[:;\n]/).filter((folder) => /^[/$]/.test(folder));
}
/**
* Where `name` would be in folders of LD_LIBRARY_PATH, in which $ORIGIN is the program's folder, whatever needs the library.
* @param folders the loader's default ones
*/
function inLibraryPath(libraryPath, name, by, folders) {
	let program = by;
	while (program.loader) program = program.loader;
	return libraryPath.flatMap((folder) => expandTokens(`${folder}/${name}`, program, folders));
}
// src/program/glibc.ts
/** Subfolders of libraries built for newer CPUs. The plain library is preferred: it runs on all of them. */
const variants = [
	"",
	"glibc-hwcaps/x86-64-v2/",
	"glibc-hwcaps/x86-64-v3/",
	"glibc-hwcaps/x86-64-v4/"
];
/**
* The rules of glibc's loader, from ld.so(8) and its elf/dl-load.c: DT_RPATH of the object and of those that needed
* it, unless the object has a DT_RUNPATH; LD_LIBRARY_PATH; its DT_RUNPATH; the cache; the default folders.
*
* @param loader the loader's file on this host: its default folders are compiled into it
* @param libraryPath folders of the LD_LIBRARY_PATH that the program will have
* @param cachePath the cache that `ldconfig` makes
*/
function glibcRules$1(loader, libraryPath = [], cachePath = "/etc/ld.so.cache") {
	const folders = defaultFolders(loader);
	let cache;
	function* candidates(name, by) {
		if (name.includes("/")) {
			yield* expandTokens(name, by, folders);
			return;
		}
		if (!by.elf.dynamic?.runpath) for (let object = by; object; object = object.loader) yield* inFolders(object.elf.dynamic?.rpath ?? [], name, object);
		yield* variants.flatMap((variant) => inLibraryPath(libraryPath, variant + name, by, folders));
		yield* inFolders(by.elf.dynamic?.runpath ?? [], name, by);
		cache ??= readLibraryCache(cachePath);
		yield* inCache(cache(name), name);
		if (!by.elf.dynamic?.noDefaultFolders) yield* variants.flatMap((variant) => folders.map(at(variant + name)));
	}
	function* inFolders(paths, name, object) {
		for (const variant of variants) for (const path of paths) yield* expandTokens(`${path}/${variant}${name}`, object, folders);
	}
	/** The guest needs the cache only for a library that its loader would not come upon in the default folders. */
	function inCache(paths, name) {
		const byDefault = folders.map((folder) => (0, node_path.join)(folder, name)).find((path) => (0, node_fs.existsSync)(path));
		return paths.map((path) => {
			if (byDefault !== void 0 && isSameFile(path, byDefault)) return placed(byDefault);
			return {
				...placed(path),
				with: [cachePath, ...paths.filter((other) => other !== path && (0, node_fs.existsSync)(other))]
			};
		});
	}
	return {
		candidates,
		isLoader: () => false,
		openedByLibc: ({ hostPath }) => openedByLibc.map((name) => placed((0, node_path.join)((0, node_path.dirname)(hostPath), name)))
	};
}
/** For pthread_cancel and backtrace, and for getpwnam and getaddrinfo. */
const openedByLibc = [
	"libgcc_s.so.1",
	"libnss_files.so.2",
	"libnss_dns.so.2"
];
function placed(path) {
	return {
		hostPath: path,
		guestPath: path,
		beside: false
	};
}
function at(name) {
	return (folder) => placed((0, node_path.join)(folder, name));
}
function isSameFile(one, other) {
	try {
		return (0, node_fs.realpathSync)(one) === (0, node_fs.realpathSync)(other);
	} catch {
		return false;
	}
}
// src/program/musl.ts
/** Names that musl answers itself: its loader is its libc, its libm, its libpthread, \u2026 */
const own$1 = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;
/** @returns whether an interpreter is musl's loader */
function isMusl(interpreter) {
	return /\/ld-musl-[^/]*$/.test(interpreter);
}
/**
* The rules of musl's loader (ldso/dynlink.c): LD_LIBRARY_PATH; DT_RUNPATH, or else DT_RPATH, of the object and of all that
* needed it; then the folders in etc/ld-musl-x86_64.path, or the built-in ones where there is no such file.
*
* @param interpreter path of the loader, under whose prefix that file lies
* @param libraryPath folders of the LD_LIBRARY_PATH that the program will have
*/
function muslRules$1(interpreter, libraryPath = []) {
	const pathFile = (0, node_path.join)((0, node_path.dirname)((0, node_path.dirname)(interpreter)), "etc", "ld-musl-x86_64.path");
	const configured = foldersIn(pathFile);
	const folders = configured ?? [
		"/lib",
		"/usr/local/lib",
		"/usr/lib"
	];
	const needs = configured ? { with: [pathFile] } : {};
	function* candidates(name, by) {
		if (name.includes("/")) {
			yield* expandTokens(name, by, folders);
			return;
		}
		yield* inLibraryPath(libraryPath, name, by, folders);
		for (let object = by; object; object = object.loader) {
			const { runpath, rpath } = object.elf.dynamic ?? { rpath: [] };
			for (const path of runpath ?? rpath) yield* expandTokens(`${path}/${name}`, object, folders);
		}
		for (const folder of folders) {
			const path = (0, node_path.join)(folder, name);
			yield {
				hostPath: path,
				guestPath: path,
				beside: false,
				...needs
			};
		}
	}
	return {
		candidates,
		isLoader: (name) => own$1.test(name),
		openedByLibc: () => []
	};
}
function foldersIn(pathFile) {
	try {
		return (0, node_fs.readFileSync)(pathFile, "utf8").split(/[\n:]/).filter((folder) => folder.startsWith("/"));
	} catch {
		return;
	}
}
// src/program/host-libraries.ts
/**
* Finds the loader and the libraries of a dynamically linked program, as that loader would.
*
* @param interpreter PT_INTERP
* @throws MalformedFile when the loader or a library is damaged
*/
async function librariesOf(program, interpreter, { guestHas, libraryPath }) {
	const none = {
		libraries: [],
		siblings: []
	};
	if (!interpreter.startsWith("/")) return {
		...none,
		problem: `has the dynamic loader "${interpreter}", which is not an absolute path`
	};
	if (!(0, node_fs.existsSync)(interpreter)) return await guestHas(interpreter) ? none : {
		...none,
		problem: noLoader(interpreter)
	};
	const elf = readLibrary(interpreter);
	if (!isRunnable$1(elf)) return {
		...none,
		problem: `has the dynamic loader ${interpreter}, which ${wrongArchitecture(elf)}`
	};
	const loader = {
		elf,
		hostPath: interpreter,
		guestPath: interpreter,
		beside: false
	};
	const rules = isMusl(interpreter) ? muslRules$1(interpreter, libraryPath) : glibcRules$1(interpreter, libraryPath);
	const closure = findLibraries(program, [loader], rules);
	return {
		...filesOf$3(closure),
		...closure.missing.length > 0 && { missing: missingLibraries(closure.missing) }
	};
}
function filesOf$3(closure) {
	const files = (beside) => closure.loaded.filter((object) => object.beside === beside).map(({ guestPath, hostPath }) => ({
		path: guestPath,
		source: (0, node_fs.realpathSync)(hostPath)
	}));
	const others = [...new Set(closure.with)].map((path) => ({
		path,
		source: (0, node_fs.realpathSync)(path)
	}));
	const folders = [...new Set(closure.through)];
	return {
		libraries: [...files(false), ...others],
		siblings: files(true),
		...folders.length > 0 && { folders }
	};
}
function noLoader(interpreter) {
	return `needs the dynamic loader ${interpreter}, which is not on this machine${isMusl(interpreter) ? " (it is in the package musl)" : ""}: install it, or link the program statically (-static)`;
}
function missingLibraries(missing) {
	const each = missing.map(({ name, by, searched, unrunnable }) => {
		const skipped = unrunnable.length > 0 ? ` (${unrunnable.join(", ")})` : "";
		const folders = searched.filter((folder) => !folder.includes("/glibc-hwcaps/"));
		const why = folders.length > 0 ? `was not found in ${folders.join(", ")}` : "is a path from the working folder";
		return `${name}${skipped}, needed by ${by.hostPath}, ${why}${relativePaths(by)}`;
	});
	const isSearched = missing.some(({ searched }) => searched.length > 0);
	return `${each.join("; ")}: ${isSearched ? advice$1 : "link it as -L<folder> -l<name>, and give it a name with -Wl,-soname"}`;
}
/** As of `-Wl,-rpath=./`: where the loader looks depends on the folder that the program runs in. */
function relativePaths({ elf: { dynamic } }) {
	const relative = [...dynamic?.rpath ?? [], ...dynamic?.runpath ?? []].filter((path) => !path.startsWith("/") && !path.startsWith("$"));
	if (relative.length === 0) return "";
	return `, and its rpath "${relative.join(":")}" starts at the folder that it runs in (--workdir)`;
}
const advice$1 = "name its folder with --env LD_LIBRARY_PATH=<folder> or -Wl,-rpath, bring it with --include <folder> and --env LD_LIBRARY_PATH=/programs/<folder>, install the package that provides it, or link the program statically (-static)";
/**
* Parses the `#!` line by the rules of Linux 5.1 and later: what follows the interpreter's name is one argument, spaces
* and all; a line longer than 255 bytes is cut, and refused when the cut goes through the interpreter's name.
*
* @param head the first 256 bytes of the file, or all of it when it is shorter
* @returns undefined when the file does not begin with `#!`
*/
function parseScript(head) {
	const text = head.toString("latin1", 0, 256);
	if (!text.startsWith("#!")) return void 0;
	const end = /^[^\0]*?(?=\n)/.exec(text)?.[0].length;
	const line = text.slice(2, end ?? 255).replace(/^[ \t]+/, "");
	const [name = ""] = /^[^ \t\0]*/.exec(line) ?? [];
	if (name === "") return { problem: "names no interpreter after #! in its first line" };
	if (end === void 0 && head.length >= 256 && name.length === line.length) return { problem: `has an interpreter in its first line whose name is longer than 253 bytes` };
	const [rest = ""] = /^[^\0]*/.exec(line.slice(name.length)) ?? [];
	return judge$1(decode(name), decode(rest.replace(/^[ \t]+|[ \t]+$/g, "")));
}
function judge$1(interpreter, argument) {
	if (interpreter.endsWith("\r")) return { problem: `has CR LF line ends, so its interpreter is "${interpreter.slice(0, -1)}\\r", which does not exist: remove the carriage returns (sed -i 's/\\r\$//')` };
	if (!interpreter.startsWith("/")) return { problem: `has the interpreter "${interpreter}" in its first line, which the kernel looks up in the working folder: write its absolute path, or #!/usr/bin/env ${interpreter}` };
	return {
		interpreter,
		...argument !== "" && { argument }
	};
}
function decode(text) {
	return Buffer.from(text, "latin1").toString("utf8");
}
// src/program/program-file.ts
/**
* Why a file cannot be a program, judged by what the file system says of it.
*
* @returns the rest of a sentence that begins with the file's name; undefined when it can be one
*/
function whyNotExecutable(path) {
	let stats;
	try {
		stats = (0, node_fs.statSync)(path);
	} catch (error) {
		return require_compile_cache.errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be read: ${require_compile_cache.messageOf(error)}`;
	}
	if (stats.isDirectory()) return "is a folder, not a program";
	if (stats.isFIFO()) return "is a pipe (FIFO), not a program";
	if (stats.isSocket()) return "is a socket, not a program";
	if (!stats.isFile()) return "is a device, not a program";
	if (!isExecutable$1(stats)) return "is not executable: run chmod +x on it";
	if (stats.size === 0) return "is an empty file";
}
/** Tests run as root in the guest, and root may execute what has any of the three bits. */
function isExecutable$1({ mode }) {
	return (mode & 73) !== 0;
}
/** @returns the first 256 bytes of a file, or all of it where it is shorter: they tell what it is */
function readHead(path) {
	return withBytes(path, (bytes) => bytes.readUpTo(0, 256));
}
const formats = [
	["MZ", "is a Windows program"],
	["\u00cf\u00fa\u00ed\u00fe", "is a macOS program"],
	["\u00ca\u00fe\u00ba\u00be", "is a macOS program or a Java class"],
	["\0asm", "is a WebAssembly module"],
	["BC\u00c0\u00de", "is LLVM bitcode, not yet a program"],
	["!<arch>\n", "is a static library (.a), not a program"],
	["PK", "is a zip archive"],
	["\u008b", "is compressed with gzip"],
	["(\u00b5/\u00fd", "is compressed with zstd"],
	["\u00fd7zXZ\0", "is compressed with xz"],
	["\u00ef\u00bb\u00bf#!", "has a byte order mark before its #!, so the kernel does not recognize it: remove the first 3 bytes"]
];
/** What a file is that is neither ELF nor a script: the rest of a sentence that begins with its name. */
function whyNotAProgram(head) {
	const text = head.toString("latin1");
	const known = formats.find(([start]) => text.startsWith(start));
	if (known) return known[1];
	if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text)) return "is neither an ELF file nor a script";
	return "is a text file without #! in its first line: name its interpreter there, such as #!/bin/sh";
}
// src/program/libtool.ts
/** Wrapper scripts have some 6 kB. */
const maxWrapper = 65536;
/** @returns the absolute path of the program that a script is libtool's wrapper for; undefined when it is none */
function programOfWrapper(script) {
	const path = /^# .* - temporary wrapper script for (.+)$/m.exec(readHead(script).toString("utf8"))?.[1];
	return path === void 0 ? void 0 : (0, node_path.resolve)((0, node_path.dirname)(script), path);
}
/**
* What libtool's wrapper script sets in the environment of a program that is not installed yet: LD_LIBRARY_PATH.
* @param program its absolute path: `t/.libs/prog`, where the wrapper is `t/prog`
* @param environment what the program would have otherwise
* @returns undefined for a program that has no such script
*/
function environmentByWrapper(program, environment = {}) {
	const wrapper = (0, node_path.join)((0, node_path.dirname)((0, node_path.dirname)(program)), (0, node_path.basename)(program));
	try {
		if (programOfWrapper(wrapper) !== program) return void 0;
		const text = withBytes(wrapper, (bytes) => bytes.readUpTo(0, maxWrapper)).toString("utf8");
		const folders = /^ *LD_LIBRARY_PATH="(.+):\$LD_LIBRARY_PATH"$/m.exec(text)?.[1];
		if (folders === void 0) return void 0;
		return { LD_LIBRARY_PATH: [folders, environment.LD_LIBRARY_PATH].filter(Boolean).join(":") };
	} catch {
		return;
	}
}
// src/program/program.ts
/**
* Reads what a program is and needs from its file, without running it.
*
* Where it cannot start, `problem` says why. Whether a script's interpreter exists depends on the guest, and is checked
* by the caller.
*
* @param path of the program; a relative one is taken from the working folder
*/
async function readProgram(path, options = {}) {
	const program = {
		path: (0, node_path.resolve)(path),
		format: "unknown",
		libraries: [],
		siblings: []
	};
	const problem = whyNotExecutable(program.path);
	if (problem !== void 0) return {
		...program,
		problem
	};
	try {
		const elf = readElf(program.path);
		return elf ? await elfProgram(program, elf, options) : scriptProgram(program);
	} catch (error) {
		return {
			...program,
			problem: problemOf$1(error)
		};
	}
}
function scriptProgram(program) {
	const head = readHead(program.path);
	const script = parseScript(head);
	if (!script) return {
		...program,
		problem: whyNotAProgram(head)
	};
	if ("problem" in script) return {
		...program,
		format: "script",
		problem: script.problem
	};
	return {
		...program,
		format: "script",
		interpreter: script.interpreter
	};
}
async function elfProgram(program, elf, options) {
	const read = {
		...program,
		format: elf.interpreter === void 0 ? "elf-static" : "elf-dynamic",
		...elf.interpreter !== void 0 && { interpreter: elf.interpreter }
	};
	const problem = whyNotRunnable(elf, options.architecture);
	if (problem !== void 0) return {
		...read,
		problem
	};
	if (elf.interpreter === void 0) return read;
	const main = {
		elf,
		hostPath: (0, node_fs.realpathSync)(program.path),
		guestPath: program.path,
		beside: true
	};
	const { guestHas = () => false } = options;
	const environment = environmentByWrapper(program.path, options.environment);
	const libraryPath = libraryPathOf({
		...options.environment,
		...environment
	});
	const libraries = await librariesOf(main, elf.interpreter, {
		guestHas,
		libraryPath
	});
	return {
		...read,
		...environment && { environment },
		...libraries
	};
}
function whyNotRunnable(elf, architecture) {
	if (elf.type === "relocatable") return "is a relocatable object (.o, .ko), which has to be linked into a program first";
	if (elf.type === "core") return "is a core dump, not a program";
	if (elf.type === "unknown") return "is an ELF file of a type that is neither a program nor a library";
	if (!isRunnable$1(elf, architecture)) return wrongArchitecture(elf, architecture);
	if (!elf.hasEntry) return "is a shared library, which has no entry point to start at";
	if (architecture === "i386" && elf.interpreter !== void 0) return "is dynamically linked, which works for x86-64 only: link it with -static";
}
function problemOf$1(error) {
	if (error instanceof MalformedFile && error.library !== void 0) return `needs ${error.library}, which is damaged: ${error.message}`;
	if (error instanceof MalformedFile) return `is damaged: ${error.message}`;
	return `cannot be read: ${require_compile_cache.messageOf(error)}`;
}
// src/program/test-file.ts
/**
* Whether a file that was not named by itself is meant to be run: a regular file with the right to be executed, and not
* a shared library or an object file, which compilers leave with that right too.
*/
function isTestFile(path) {
	try {
		const stats = (0, node_fs.statSync)(path);
		return stats.isFile() && isExecutable$1(stats) && !isLibrary(path);
	} catch {
		return false;
	}
}
/**
* Whether a file that was not named by itself would be run, had it the right to be executed: a script with `#!`, or a
* linked ELF program. Of other files only the head is read.
*/
function hasLostRight(path) {
	try {
		const stats = (0, node_fs.statSync)(path);
		if (!stats.isFile() || isExecutable$1(stats)) return false;
		const head = readHead(path).toString("latin1");
		return head.startsWith("#!") || head.startsWith("ELF") && isElfProgram(path);
	} catch {
		return false;
	}
}
/** Some libraries can be started, as libc can, but they have a name by which others find them. */
function isElfProgram(path) {
	const elf = readElf(path);
	if (elf?.type !== "shared") return elf?.type === "executable";
	const { isProgram = false, soname } = elf.dynamic ?? {};
	return isProgram || elf.interpreter !== void 0 && soname === void 0;
}
/** A file that cannot be read is not a library: it is for the plan to report. */
function isLibrary(path) {
	try {
		const elf = readElf(path);
		return elf !== void 0 && !elf.hasEntry && (elf.type === "shared" || elf.type === "relocatable");
	} catch {
		return false;
	}
}
// src/text/natural-order.ts
/**
* Natural order: `test2` before `test10`. By code units and the value of digits, never by locale, so that it is the
* same on every machine.
*
* @returns a negative number, 0 or a positive number; 0 only for equal texts
*/
function compareNatural(one, other) {
	const [left, right] = [piecesOf$1(one), piecesOf$1(other)];
	for (const [index, piece] of left.entries()) {
		const otherPiece = right[index];
		if (otherPiece === void 0) break;
		const order = comparePieces(piece, otherPiece);
		if (order !== 0) return order;
	}
	return left.length - right.length || compare$1(one, other);
}
/** Runs of digits and runs of everything else. */
function piecesOf$1(text) {
	return text.match(/[0-9]+|[^0-9]+/g) ?? [];
}
function comparePieces(one, other) {
	if (!isNumber(one) || !isNumber(other)) return compare$1(one, other);
	const [left, right] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
	return left.length - right.length || compare$1(left, right);
}
function isNumber(piece) {
	return /^[0-9]/.test(piece);
}
function compare$1(one, other) {
	return one < other ? -1 : one > other ? 1 : 0;
}
// src/plan/lost-right.ts
/** Enough to see which they are. */
const maxShown$2 = 20;
/** The command that gives files the right to be executed. @param paths absolute, below `cwd` or elsewhere */
function howToMend(paths, cwd) {
	const words = paths.slice(0, maxShown$2).map((path) => require_start.shellWord(nameFrom$1(cwd, path)));
	const more = paths.length > maxShown$2 ? ` (and ${paths.length - maxShown$2} more)` : "";
	return `chmod +x ${words.join(" ")}${more}`;
}
/** What to tell of files that are left out; there is at least one. */
function leftOut(paths, cwd) {
	return `what seems to be a program but is not executable is left out; to run it: ${howToMend(paths, cwd)}`;
}
/** Never one that `chmod` takes for an option. */
function nameFrom$1(cwd, path) {
	const name = (0, node_path.relative)(cwd, path);
	if (name.startsWith("../")) return path;
	return name.startsWith("-") ? `./${name}` : name;
}
// src/plan/expand-folder.ts
/**
* The executables directly in a folder, in natural order. Other files are skipped: build folders hold many.
*
* @param pattern the folder as the user named it
* @throws UmlRunError `test-not-found` when it cannot be read or has no executable
*/
function expandFolder(path, pattern, cwd) {
	const files = namesIn$5(path, pattern).map((name) => (0, node_path.join)(path, name)).sort(compareNatural);
	const [tests, lostRight] = [files.filter(isTestFile), files.filter(hasLostRight)];
	if (tests.length > 0) return {
		tests,
		lostRight
	};
	const advice = lostRight.length > 0 ? `files that seem to be programs are not executable: ${howToMend(lostRight, cwd)}` : `name another folder, or a glob such as "${(0, node_path.join)(pattern, "**/*")}"`;
	throw new require_compile_cache.UmlRunError("test-not-found", `no executable file directly in the folder "${pattern}": ${advice}`);
}
function namesIn$5(path, pattern) {
	let names;
	try {
		names = (0, node_fs.readdirSync)(path, { encoding: "buffer" });
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("test-not-found", `cannot read the folder "${pattern}": ${require_compile_cache.messageOf(cause, pattern)}`, { cause });
	}
	return names.map((bytes) => {
		const name = bytes.toString("utf8");
		if (Buffer.from(name).equals(bytes)) return name;
		throw new require_compile_cache.UmlRunError("test-not-found", `the name of "${(0, node_path.join)(pattern, name)}" is not valid UTF-8, and uml-run cannot open it: rename it`);
	});
}
// src/plan/missing.ts
/**
* The error for a name that stands for no file, with what may have been meant.
*
* @param pattern what the user wrote
* @param cause the system's error for `path`
*/
function noSuchFile(pattern, path, cause) {
	return new require_compile_cache.UmlRunError("test-not-found", `test "${pattern}" not found: ${reason(path, cause)}`, { cause });
}
function reason(path, cause) {
	if (require_compile_cache.errnoOf(cause) !== "ENOENT") return require_compile_cache.messageOf(cause);
	const target = linkTarget(path);
	if (target !== void 0) return `it is a symbolic link to "${target}", which does not exist`;
	if (path.includes("\ufffd")) return "its name is not valid UTF-8, and uml-run cannot open it: rename it";
	const folder = (0, node_path.dirname)(path);
	const names = namesIn$4(folder);
	if (!names) return `the folder "${folder}" does not exist`;
	const near = require_start.nearest((0, node_path.basename)(path), names);
	return near === void 0 ? `no such file in "${folder}"` : `did you mean "${near}" in "${folder}"?`;
}
function linkTarget(path) {
	try {
		return (0, node_fs.lstatSync)(path).isSymbolicLink() ? (0, node_fs.readlinkSync)(path) : void 0;
	} catch {
		return;
	}
}
function namesIn$4(folder) {
	try {
		return (0, node_fs.readdirSync)(folder).sort(compareNatural);
	} catch {
		return;
	}
}
// src/plan/expand-pattern.ts
/**
* Finds the files that a pattern stands for. A file or folder of just that name comes first, so that a name with `*`
* or `[` in it can be given as it is; then the pattern is read as a glob.
*
* @returns paths with symbolic links kept
* @throws UmlRunError `test-not-found` when there is no such file, or nothing in the folder or for the glob can be a
* test
*/
async function expandPattern(pattern, cwd) {
	const path = (0, node_path.resolve)(cwd, pattern);
	if (pattern.trim() === "") throw new require_compile_cache.UmlRunError("test-not-found", "the name of a test is empty: name a file, glob or folder");
	try {
		return (0, node_fs.statSync)(path).isDirectory() ? expandFolder(path, pattern, cwd) : {
			tests: [path],
			lostRight: []
		};
	} catch (error) {
		if (error instanceof require_compile_cache.UmlRunError) throw error;
		const { isDynamicPattern } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.dist_exports);
		if (isDynamicPattern(pattern)) return await (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.expand_glob_exports)).expandGlob(pattern, cwd);
		throw noSuchFile(pattern, path, error);
	}
}
// src/plan/test-names.ts
/**
* Names each path by its shortest tail that no other path has: `/build/exit0` is `exit0`, and beside `/old/exit0` it is
* `build/exit0`.
*
* @param paths absolute and distinct
*/
function namesOf(paths) {
	const names = /* @__PURE__ */ new Map();
	let unnamed = paths;
	for (let length = 1; unnamed.length > 0; length++) {
		const owners = /* @__PURE__ */ new Map();
		for (const path of unnamed) {
			const tail = tailOf(path, length);
			owners.set(tail, [...owners.get(tail) ?? [], path]);
		}
		for (const [tail, [path, ...others]] of owners) if (path !== void 0 && others.length === 0) names.set(path, tail);
		unnamed = unnamed.filter((path) => !names.has(path));
	}
	return names;
}
/** The last `length` parts of a path, or all of it with the slash at its beginning. */
function tailOf(path, length) {
	const parts = path.slice(1).split("/");
	return parts.length < length ? path : parts.slice(-length).join("/");
}
// src/plan/plan.ts
/**
* Makes the list of tests from what the user named: files, globs and folders of executables. None of them is read.
*
* Tests are in the order of the patterns, and in natural order within one. A program that is named twice runs once.
* With `shard`, every `count`-th test from the `index`-th on; names are the same in all shards.
*
* @throws UmlRunError `test-not-found` when a pattern stands for nothing
*/
async function findTests(patterns, { cwd, shard, warn }) {
	if (patterns.length === 0) throw new require_compile_cache.UmlRunError("test-not-found", "no test given: name at least one file, glob, or folder of executables");
	const found = [];
	for (const pattern of patterns) found.push(await expandPattern(pattern, cwd));
	const paths = [...new Set(found.flatMap(({ tests }) => tests))];
	const lost = [...new Set(found.flatMap(({ lostRight }) => lostRight))].filter((path) => !paths.includes(path));
	if (lost.length > 0) warn?.(leftOut(lost, cwd));
	const names = namesOf(paths);
	return paths.filter(isInShard(shard)).map((path) => ({
		name: names.get(path) ?? path,
		path
	}));
}
function isInShard(shard) {
	return (_, position) => !shard || position % shard.count === shard.index - 1;
}
/** Reads the programs. One that cannot run stays in the plan with its `problem`, so that the others run and it is reported. */
async function planTests(found, options) {
	const tests = [];
	for (const { name, path } of found) tests.push({
		name,
		program: await readProgram(path, options),
		arguments: [],
		environment: { ...options.environment },
		timeoutSeconds: options.timeoutSeconds
	});
	return tests;
}
// src/fs/replace-file.ts
/**
* Writes a file in one step: a reader finds what was there before, or all of this. Where it cannot be written, nothing of
* it is left.
* @param path absolute; its folder is there
* @throws the system's error
*/
async function replaceFile(path, content) {
	const aside = `${path}.${process.pid}.new`;
	try {
		await (0, node_fs_promises.writeFile)(aside, content);
		await (0, node_fs_promises.rename)(aside, path);
	} catch (cause) {
		await (0, node_fs_promises.rm)(aside, { force: true }).catch(() => {});
		throw cause;
	}
}
// src/host/read-text.ts
/** @returns a file's text, or undefined when it cannot be read, as with settings that a kernel does not have */
async function readText(path) {
	try {
		return await (0, node_fs_promises.readFile)(path, "utf8");
	} catch {
		return;
	}
}
/** The same at once, for files of /proc and /sys. */
function readTextSync(path) {
	try {
		return (0, node_fs.readFileSync)(path, "utf8");
	} catch {
		return;
	}
}
// src/cache/kept-answers.ts
/**
* What can be found out of files at some cost, and stays true as long as they look the same: from the cache, else found
* out now. An answer that was found while a file changed, or so soon after that a further change may not show, is not
* kept.
* @param name a file name: what was asked, and of what
* @param files absolute paths of all that it depends on; symbolic links are not followed
* @throws whatever `find` throws
*/
async function keptAnswer(context, name, files, isValid, find) {
	const { cache } = context;
	const file = (0, node_path.join)(cache.folder, "memory", `${name}.json`);
	const { stamp, isSettled } = await lookAt$1(files);
	return oncePerRun(cache, `${name} ${stamp}`, async () => {
		const kept = parseJson$1(readTextSync(file) ?? "", objectOf({
			version: oneOf$1(2),
			stamp: isText,
			value: isValid
		}));
		if (kept?.stamp === stamp) return kept.value;
		const value = await find();
		if (isSettled && (await lookAt$1(files)).stamp === stamp) await keep(file, {
			version: 2,
			stamp,
			value
		});
		return value;
	});
}
/**
* SHA-256 of a file, lower-case hexadecimal. As long as the file looks the same it is not read again.
* @param path symbolic links are followed
* @throws the system's error when it cannot be read
*/
async function cachedDigestOfFile(path, context) {
	const file = await (0, node_fs_promises.realpath)(path);
	return cachedDigest(file, [file], () => digestOfFile(file), context);
}
/**
* The digest of something large that seldom changes.
* @param path what it is of, absolute
* @param files absolute paths of all that it depends on; symbolic links are not followed
* @param find makes the digest
*/
function cachedDigest(path, files, find, context) {
	return keptAnswer(context, `digest~${keyOf$1(path)}`, files, isText, find);
}
/** A cache that cannot be written to does without. */
async function keep(file, kept) {
	try {
		require_compile_cache.makeFolder((0, node_path.dirname)(file));
		await replaceFile(file, JSON.stringify(kept));
	} catch {}
}
/** Files looked at at once: synchronously, which takes a fifth of the time; between batches, others have their turn. */
const batch = 1024;
/** Milliseconds in which a file may change twice and look the same: the coarsest clock of a file system ticks so. */
const tick = 2e3;
/** @returns `isSettled`: whether each file is there, and the next change of any of them will show in the stamp */
async function lookAt$1(files) {
	const looks = [];
	const settledBefore = Date.now() - tick;
	let isSettled = true;
	for (let start = 0; start < files.length; start += batch) {
		if (start > 0) await (0, node_timers_promises.setImmediate)();
		looks.push(...files.slice(start, start + batch).map(look));
	}
	return {
		stamp: keyOf$1(...looks),
		isSettled
	};
	/** Every change of a file, be it of its content or its mode, changes its ctime. */
	function look(file) {
		const stats = statsOf$2(file);
		isSettled &&= stats !== void 0 && stats.ctimeMs < settledBefore;
		return stats ? `${file}\0${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : file;
	}
}
function statsOf$2(file) {
	try {
		return (0, node_fs.lstatSync)(file, { throwIfNoEntry: false });
	} catch {
		return;
	}
}
// src/fs/real-path.ts
/** @returns a path without links; undefined where it leads nowhere, or to what this user may not reach */
function realPath(path) {
	try {
		return (0, node_fs.realpathSync)(path);
	} catch {
		return;
	}
}
// src/host/files-named.ts
/**
* Every file of one of these names, in the order of the folders.
* @param folders as a PATH has them: a relative or empty one is taken from the current folder
* @returns absolute paths
*/
function filesNamed(names, folders) {
	return folders.flatMap((folder) => names.map((name) => (0, node_path.resolve)(folder, name))).filter((file) => (0, node_fs.existsSync)(file));
}
// src/apt/apt-words.ts
const noise = [
	/unsandboxed as root/,
	/Some index files failed to download/,
	/Updating from such a repository/,
	/Can't drop privileges/,
	/Problem unlinking/
];
/**
* What apt says about a failure, for people: its last errors, or warnings where it has no errors, on one line of about
* 300 characters at most.
*/
function aptWords(stderr) {
	const relevant = [...new Set(stderr.split("\n").map((line) => line.trim()))].filter((line) => !noise.some((pattern) => pattern.test(line)));
	const errors = relevant.filter((line) => /^(E:|W: (GPG|OpenPGP) )/.test(line));
	const chosen = errors.length > 0 ? errors : relevant.filter((line) => line.startsWith("W:"));
	const text = (chosen.length > 0 ? chosen : relevant.slice(-3)).slice(-3).map((line) => line.replace(/^[EWN]: /, "").replace(/\.$/, "")).join("; ").replaceAll(/\s+/g, " ");
	return text.length > 300 ? `${text.slice(0, 300)}\u2026` : text || "it said nothing";
}
const outOfReach = [/(?:Temporary failure resolving|Could not resolve|Something wicked happened resolving) '?([^\s':]+)/, /(?:Could not connect to|Cannot initiate the connection to|Unable to connect to|Failed to connect to) '?([^\s':]+)/];
/** @returns the host that apt could not reach, by what it wrote; undefined where it says nothing of the kind */
function hostOutOfReach(stderr) {
	return outOfReach.map((words) => words.exec(stderr)?.[1]).find((host) => host !== void 0);
}
/**
* What apt begins to fetch, of a line such as `Get:3 http://a/debian bookworm/main amd64 Packages [8,788 kB]`.
* @returns it for people, and its size in bytes where apt knows it; undefined for any other line
*/
function fetchingOf(line) {
	const [, what, number, unit = ""] = /^Get:\d+ \S+ (.+?)(?: \[([\d.,]+) ([kMG]?)B\])?$/.exec(line) ?? [];
	if (what === void 0) return void 0;
	if (number === void 0) return { what };
	return {
		what,
		bytes: Number(number.replaceAll(",", "")) * 1e3 ** [
			"",
			"k",
			"M",
			"G"
		].indexOf(unit)
	};
}
// src/apt/stanza.ts
/**
* Reads what `apt-cache show` and `apt-get indextargets` print: paragraphs of `Field: value`, with indented lines going
* on.
*/
function parseStanzas(text) {
	return text.split(/\n\s*\n/).map((paragraph) => Object.fromEntries(paragraph.replaceAll(/\n[ \t]+/g, " ").split("\n").flatMap(field))).filter((stanza) => Object.keys(stanza).length > 0);
}
function field(line) {
	const colon = line.indexOf(":");
	return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]] : [];
}
// src/apt/apt.ts
/** The machine's own. */
const machineApt = {};
const isPackage = objectOf({
	name: isText,
	version: isText,
	architecture: isText,
	sha256: isText
});
/** @throws UmlRunError `tool-missing` when there is no apt on this machine */
async function runApt(apt, command, args, options) {
	const environment = apt.config === void 0 ? {} : { APT_CONFIG: apt.config };
	const ended = await run$1(command, args, {
		...options,
		environment
	});
	if (!ended.missing) return ended;
	throw new require_compile_cache.UmlRunError("tool-missing", `this machine does not have apt ("${command}"), which packages come through; run on Debian or Ubuntu`);
}
/** Two attempts at each file, where apt's own three more take 7 s to say that there is no network. */
const patience$4 = [
	"-q",
	"-o",
	"Acquire::Retries=1"
];
/**
* Fetches the indexes; apt checks their signatures.
* @returns what went wrong, in apt's words; undefined when all are here
*/
async function update(apt, options) {
	const { ok, stderr } = await runApt(apt, "apt-get", [
		...patience$4,
		"-o",
		"APT::Update::Error-Mode=any",
		"update"
	], options);
	return ok && !/^W: Failed to fetch/m.test(stderr) ? void 0 : aptWords(stderr);
}
/** @returns the version that apt would choose of each of the packages that it knows */
async function show$1(apt, names, options) {
	const { stdout } = await runApt(apt, "apt-cache", [
		"show",
		"--no-all-versions",
		...names
	], options);
	const found = parseStanzas(stdout).map(({ package: name = "", version = "", architecture = "", sha256 = "" }) => ({
		name,
		version,
		architecture,
		sha256
	}));
	return new Map(found.filter(({ name, sha256 }) => names.includes(name) && sha256).map((found) => [found.name, found]));
}
/** A candidate could not be fetched: its archive may have moved on. */
var NotFetched = class extends require_compile_cache.UmlRunError {
	/** The indexes on this machine do not have it. */
	isUnknown;
	/** @param words of apt's */
	constructor(message, words) {
		super("archive-unavailable", message);
		this.isUnknown = /^E: (Unable to locate package|Version '.*' for '.*' was not found)/m.test(words);
	}
};
/**
* Fetches a package; apt compares it with its signed index.
* @param folder where it goes; made when it is not there
* @returns the path of the `.deb`
* @throws Unreachable (`archive-unavailable`) when its host does not answer, NotFetched otherwise; both with apt's words
*/
async function download$1(apt, { name, version }, folder, options, progress) {
	await (0, node_fs_promises.mkdir)(folder, { recursive: true });
	const args = [
		...patience$4,
		"download",
		`${name}=${version}`
	];
	const watch = progress && watchDownload(folder, `${name}_`, progress);
	const { ok, stderr } = await runApt(apt, "apt-get", args, {
		...options,
		...watch?.hearing,
		cwd: folder
	}).finally(watch?.stop);
	const file = (await (0, node_fs_promises.readdir)(folder)).find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb"));
	if (ok && file !== void 0) return (0, node_path.join)(folder, file);
	if (noRoomWords.test(stderr)) throw new require_compile_cache.UmlRunError("disk-full", noRoom$1(folder));
	const host = hostOutOfReach(stderr);
	if (host !== void 0) throw new Unreachable("archive-unavailable", `package ${name} ${version}: "${host}" cannot be reached: ${aptWords(stderr)}`);
	throw new NotFetched(`package ${name} ${version}: ${/Hash Sum mismatch|unexpected size/.test(stderr) ? "what the archive sent is not what its signed index says" : "apt could not fetch it"}: ${aptWords(stderr)}`, stderr);
}
/** apt says how large a package is as it begins, and then nothing: its file tells how much is here. */
function watchDownload(folder, prefix, progress) {
	let total;
	const look = async () => {
		const name = (await (0, node_fs_promises.readdir)(folder)).find((name) => name.startsWith(prefix));
		if (name !== void 0) progress((await (0, node_fs_promises.stat)((0, node_path.join)(folder, name))).size, total);
	};
	const clock = setInterval(() => void look().catch(() => {}), 250);
	return {
		hearing: { onLine(line) {
			total = fetchingOf(line)?.bytes ?? total;
		} },
		stop: () => clearInterval(clock)
	};
}
// src/apt/deb.ts
/** Unpacks the files of a `.deb` into a folder, which is made when it is not there. Runs none of its scripts. */
async function unpackDeb(deb, folder, options) {
	await (0, node_fs_promises.mkdir)(folder, { recursive: true });
	await tool("dpkg-deb", [
		"--extract",
		deb,
		folder
	], options);
}
// src/apt/private-apt.ts
/**
* An apt with a folder of its own: it needs no root, and leaves the machine's apt as it is. Signatures are always
* checked.
* @param folder on the cache's disk; made when it is not there, and found again with its indexes by later runs
* @param source where packages come from; `machine` for all that the machine's own apt is set up with
*/
async function privateApt(folder, source, options) {
	if (/[\s"[\]\\]/.test(folder)) throw new require_compile_cache.UmlRunError("cache-unusable", `apt cannot work in "${folder}"; name a cache folder without spaces, quotes or brackets with --cache <folder>`);
	for (const name of [
		"lists/partial",
		"cache/archives/partial",
		"state"
	]) await (0, node_fs_promises.mkdir)((0, node_path.join)(folder, name), { recursive: true });
	await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, "status"), "");
	if (source !== "machine") await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, "sources.list"), `${sourceLine(source)}\n`);
	const config = (0, node_path.join)(folder, "apt.conf");
	const settings = await machineSettings(source === "machine", options);
	await (0, node_fs_promises.writeFile)(config, [...settings, ...ownSettings(folder, source === "machine")].map((line) => `${line}\n`).join(""));
	return { config };
}
/**
* A private apt that is there with its indexes. It may have been moved or copied since, together with the folder it
* lies in: then its own files are told where they are now.
* @throws the system's error when there is none
*/
async function openPrivateApt(folder) {
	const config = (0, node_path.join)(folder, "apt.conf");
	const text = await (0, node_fs_promises.readFile)(config, "utf8");
	const [, before = folder] = /^Dir::State "(.*)\/state";$/m.exec(text) ?? [];
	if (before !== folder) for (const file of [(0, node_path.join)(folder, "sources.list"), config]) {
		const moved = (await (0, node_fs_promises.readFile)(file, "utf8")).replaceAll(`${(0, node_path.dirname)(before)}/`, `${(0, node_path.dirname)(folder)}/`);
		await (0, node_fs_promises.writeFile)(file, moved);
	}
	return { config };
}
const sourceLine = ({ uri, suite, keyring }) => `deb [arch=amd64 signed-by=${keyring}] ${uri} ${suite} main`;
/** How to reach archives (proxies, time-outs, certificates), and their names where those count. Hooks stay behind. */
async function machineSettings(sources, options) {
	const { stdout } = await runApt(machineApt, "apt-config", ["dump"], options);
	const wanted = sources ? /^(Acquire|APT::Sandbox|Dir::Etc)\b/ : /^(Acquire|APT::Sandbox)\b/;
	const unwanted = /^Acquire::(IndexTargets|Languages|Changelogs|CompressionTypes|Allow)/;
	return stdout.split("\n").filter((line) => wanted.test(line) && !unwanted.test(line) && /^\S+ "[^"]*";$/.test(line));
}
function ownSettings(folder, sources) {
	const nothing = [
		"SourceParts",
		"Preferences",
		"PreferencesParts",
		"Trusted",
		"TrustedParts"
	];
	return [
		"Dir::Etc::Main \"/dev/null\";",
		"Dir::Etc::Parts \"/dev/null\";",
		...sources ? [] : [`Dir::Etc::SourceList "${folder}/sources.list";`],
		...sources ? [] : nothing.map((name) => `Dir::Etc::${name} "/dev/null";`),
		`Dir::State "${folder}/state";`,
		`Dir::State::Lists "${folder}/lists";`,
		`Dir::State::Status "${folder}/status";`,
		`Dir::Cache "${folder}/cache";`,
		"Dir::Cache::PkgCache \"\";",
		"Dir::Cache::SrcPkgCache \"\";",
		"Acquire::GzipIndexes \"true\";",
		"Acquire::Languages \"none\";",
		"Acquire::AllowInsecureRepositories \"false\";",
		"Acquire::AllowWeakRepositories \"false\";",
		"Acquire::AllowDowngradeToInsecureRepositories \"false\";",
		"APT::Get::AllowUnauthenticated \"false\";"
	];
}
// src/apt/machine-package.ts
/**
* The version of a package that this machine's own apt would install.
* @throws UmlRunError `archive-unavailable` when it has none
*/
async function machinePackage(name, context) {
	const known = (await show$1(machineApt, [name], context)).get(name);
	if (known) return known;
	requireNetwork(context, `the package ${name}`);
	const { apt, problem } = await updatedCopy(context);
	const found = (await show$1(apt, [name], context)).get(name);
	if (found) return found;
	const what = `apt on this machine does not have the package ${name}`;
	const host = hostOutOfReach(problem ?? "");
	if (host !== void 0) throw new Unreachable("archive-unavailable", `${what}: ${problem}; "${host}" cannot be reached`);
	throw new require_compile_cache.UmlRunError("archive-unavailable", problem === void 0 ? what : `${what}: ${problem}`);
}
/** Fetches a package from where this machine's own apt has it. @returns the path of the `.deb` */
async function fetchMachinePackage(wanted, folder, context) {
	requireNetwork(context, `the package ${wanted.name} ${wanted.version}`);
	try {
		return await download$1(machineApt, wanted, folder, context);
	} catch (cause) {
		if (!(cause instanceof NotFetched)) throw cause;
		const { apt } = await updatedCopy(context);
		return download$1(apt, wanted, folder, context);
	}
}
/**
* The machine's own sources with fresh indexes, which an image of a container often lacks. The machine's are left
* alone.
*/
function updatedCopy(context) {
	const { cache, log } = context;
	const name = "apt~machine";
	return oncePerRun(cache, name, () => locked(context, name, async () => {
		const doing = "fetching the indexes of this machine's archives";
		log.progress(doing);
		const onLine = (line) => {
			const fetching = fetchingOf(line);
			if (fetching) log.progress(`${doing}: ${fetching.what}`);
		};
		const apt = await privateApt((0, node_path.join)(cache.folder, "apt", "machine"), "machine", context);
		return {
			apt,
			problem: await update(apt, {
				...context,
				onLine
			})
		};
	}));
}
// src/cache/fingerprints.ts
/** Takes fingerprints of what lies in a folder as its manifest says. */
function fingerprint(folder, place, manifest) {
	const files = {};
	for (const [path, item] of Object.entries(manifest)) {
		if (item.type === "folder") continue;
		const { size, mtimeMs } = (0, node_fs.lstatSync)(`${folder}/${path}`);
		files[path] = [
			size,
			mtimeMs,
			item.type === "link" ? item.target : item.sha256
		];
	}
	return {
		place,
		files
	};
}
/** Takes new fingerprints of the files that were changed on purpose. */
async function refreshFingerprints(folder, place, fingerprints, changed) {
	const files = { ...fingerprints.files };
	for (const path of changed) {
		const { size, mtimeMs } = await (0, node_fs_promises.lstat)((0, node_path.join)(folder, path));
		files[path] = [
			size,
			mtimeMs,
			await digestOfFile((0, node_path.join)(folder, path))
		];
	}
	return {
		place,
		files
	};
}
async function writeFingerprints(folder, fingerprints) {
	await replaceFile((0, node_path.join)(folder, fingerprintsName), JSON.stringify({
		version: 1,
		...fingerprints
	}));
}
/**
* @returns undefined when there is no entry, one that never became ready, or one whose fingerprints cannot be
* understood
*/
function readFingerprints(folder) {
	return parseJson$1(readTextSync((0, node_path.join)(folder, ".local.json")) ?? "", isFingerprintsFile);
}
const isFingerprint = (value) => Array.isArray(value) && value.length === 3 && isNumber$1(value[0]) && isNumber$1(value[1]) && isText(value[2]);
const isFingerprintsFile = objectOf({
	version: oneOf$1(1),
	place: isText,
	files: recordOf(isFingerprint)
});
/** Compares the files with their fingerprints. Those of which only the time differs are read again. */
async function compare(folder, { place, files }) {
	const changed = {};
	for (const [path, [size, time, content]] of Object.entries(files)) {
		const file = `${folder}/${path}`;
		const stats = (0, node_fs.lstatSync)(file, { throwIfNoEntry: false });
		if (stats?.size === size && stats.mtimeMs === time) continue;
		if (stats?.size !== size || await contentOf$1(file, stats) !== content) return { damaged: path };
		changed[path] = [
			size,
			stats.mtimeMs,
			content
		];
	}
	return Object.keys(changed).length > 0 ? { refreshed: {
		place,
		files: {
			...files,
			...changed
		}
	} } : {};
}
const contentOf$1 = (file, stats) => stats.isSymbolicLink() ? (0, node_fs_promises.readlink)(file) : digestOfFile(file);
// src/host/mounts.ts
/**
* What this process sees mounted.
* @throws the system's error, as when no descriptor is left
*/
function readMounts() {
	return parseMounts((0, node_fs.readFileSync)("/proc/self/mountinfo", "utf8"));
}
/** @param text of /proc/self/mountinfo, in which spaces and such in paths are octal: `\040` */
function parseMounts(text) {
	return text.split("\n").flatMap((line) => {
		const [mount = "", source = ""] = line.split(" - ");
		const [, , , , point, options] = mount.split(" ");
		const [type] = source.split(" ");
		if (!point || !options || !type) return [];
		return [{
			point: unescapeOctal(point),
			type,
			options: options.split(",")
		}];
	});
}
/** @returns the mount that a path is on: of the longest mount point above it the last, which covers earlier ones */
function mountOf(path, mounts) {
	return mounts.filter(({ point }) => path === point || path.startsWith(point.endsWith("/") ? point : `${point}/`)).reduce((best, one) => best && best.point.length > one.point.length ? best : one, void 0);
}
/** @returns the mount that a path is on, where that forbids to execute what lies there */
function noexecMountOf(path, mounts) {
	const mount = mountOf(path, mounts);
	return mount?.options.includes("noexec") ? mount : void 0;
}
function unescapeOctal(text) {
	return text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}
// src/cache/provide-entry.ts
/** Makes an entry ready that was not ready before. The caller has its lock. */
async function provide$3(wanted) {
	const fingerprints = await wholeEntry(wanted);
	if (fingerprints) return {
		fingerprints: await relocated(wanted, fingerprints),
		from: "local"
	};
	return withWorkFolder(wanted.context, lockOf(wanted), async (work) => {
		requireMayExecute(work);
		const found = await restore(wanted, work) ?? await make(wanted, work);
		await saveBeside(wanted, found);
		return {
			fingerprints: await moveIn(wanted, work, found),
			from: found.from
		};
	});
}
/** Somebody else may have made it while this process waited for the lock. */
async function wholeEntry({ context, place, kind, key }) {
	const fingerprints = readFingerprints(place);
	if (!fingerprints) return void 0;
	const { damaged, refreshed } = await compare(place, fingerprints);
	if (damaged === void 0) return refreshed ?? fingerprints;
	context.log.warning(`"${damaged}" of the cached ${kind}/${key} was changed or removed; making it again`);
}
/** Before anything is fetched: kernels are started from where they lie, and so is busybox once. */
function requireMayExecute(folder) {
	const mount = noexecMountOf((0, node_fs.realpathSync)(folder), readMounts());
	if (!mount) return;
	throw new require_compile_cache.UmlRunError("cache-unusable", `no kernel starts in the cache folder: ${mount.point} is mounted noexec; mount it with exec, or name another folder with --cache`);
}
/** An entry may have been moved here together with the whole cache folder. */
async function relocated({ recipe, place }, fingerprints) {
	if (!recipe.relocate || fingerprints.place === place) return fingerprints;
	const updated = await refreshFingerprints(place, place, fingerprints, await recipe.relocate(place, place));
	await writeFingerprints(place, updated);
	return updated;
}
async function make({ recipe }, work) {
	const [tree, scratch] = [(0, node_path.join)(work, "tree"), (0, node_path.join)(work, "scratch")];
	await (0, node_fs_promises.mkdir)(tree);
	await (0, node_fs_promises.mkdir)(scratch);
	await recipe.make(tree, scratch);
	const manifest = await takeStock(tree);
	await writeManifest(tree, manifest);
	return {
		tree,
		manifest,
		from: "made"
	};
}
async function moveIn({ recipe, place }, work, { tree, manifest }) {
	const fingerprints = await refreshFingerprints(tree, place, fingerprint(tree, place, manifest), await recipe.relocate?.(tree, place) ?? []);
	await writeFingerprints(tree, fingerprints);
	require_compile_cache.makeFolder((0, node_path.dirname)(place));
	await (0, node_fs_promises.rename)(place, (0, node_path.join)(work, "old")).catch(ignoreMissing);
	await (0, node_fs_promises.rename)(tree, place);
	return fingerprints;
}
function ignoreMissing(cause) {
	if (require_compile_cache.errnoOf(cause) !== "ENOENT") throw cause;
}
// src/cache/entry.ts
/**
* The finished entry of that kind and key: from the cache folder, else from a remote, else made. It is made once,
* however many ask for it, and nobody ever sees one that is half made.
* @param kind folder within the cache, e.g. `kernels`
* @param key says what is in it (another content has another key), with letters, digits and `.+~_-`
* @throws UmlRunError `disk-full`, or `cache-unusable` when the cache folder cannot be written; whatever `make` throws;
* the signal's reason
*/
async function entry(context, kind, key, make) {
	if (!/^[A-Za-z0-9][\w.+~-]{0,199}$/.test(key)) throw new Error(`not a key of the cache: ${key}`);
	const recipe = typeof make === "function" ? { make } : make;
	const { cache } = context;
	const wanted = {
		context,
		kind,
		key,
		recipe,
		place: (0, node_path.join)(cache.folder, kind, key)
	};
	const ready = await lookUp(wanted) ?? await locked(context, lockOf(wanted), () => provide$3(wanted));
	cache.used.push({
		kind,
		key,
		from: ready.from
	});
	return readyEntry(wanted.place, ready);
}
/** The finished entry of that kind and key, if it lies in the cache folder as it was made; nothing is done for it. */
async function entryIfReady({ cache }, kind, key) {
	const place = (0, node_path.join)(cache.folder, kind, key);
	const ready = await lookUp({
		place,
		recipe: {}
	});
	return ready && readyEntry(place, ready);
}
/**
* Whether an entry is ready that no guest sees before it is told of its tests. Where the context has checks for later, one
* that was finished is taken for ready, and looked at then.
*/
async function isReadyForGuests(context, kind, key) {
	const isWhole = async () => await entryIfReady(context, kind, key) !== void 0;
	const wasFinished = () => (0, node_fs.existsSync)((0, node_path.join)(context.cache.folder, kind, key, fingerprintsName));
	if (!context.later || !wasFinished()) return isWhole();
	context.later.add(isWhole);
	return true;
}
/** The folder of such an entry: as `entry` has it, but for what is looked at later. */
async function folderForGuests(context, kind, key, make) {
	const { cache, later } = context;
	if (!later || !await isReadyForGuests(context, kind, key)) return (await entry(context, kind, key, make)).folder;
	cache.used.push({
		kind,
		key,
		from: "local"
	});
	return (0, node_path.join)(cache.folder, kind, key);
}
function readyEntry(folder, { fingerprints, from }) {
	return {
		folder,
		from,
		sha256: (path) => fingerprints.files[path]?.[2] ?? ""
	};
}
/** @returns undefined when there is something to do before the entry is ready */
async function lookUp({ place, recipe }) {
	const fingerprints = readFingerprints(place);
	if (!fingerprints || recipe.relocate && fingerprints.place !== place) return void 0;
	const { damaged, refreshed } = await compare(place, fingerprints);
	if (damaged !== void 0) return void 0;
	if (refreshed) await writeFingerprints(place, refreshed).catch(() => {});
	touch(place);
	return {
		fingerprints,
		from: "local"
	};
}
/**
* The time of its fingerprints' file is when an entry was last used. A cache that cannot be written to does without.
*/
function touch(place) {
	const now = /* @__PURE__ */ new Date();
	try {
		(0, node_fs.utimesSync)((0, node_path.join)(place, fingerprintsName), now, now);
	} catch {}
}
// src/cache/lookups.ts
/**
* An answer that is fresh in the cache, or is looked up now: once a run, and by one process at a time. Where it cannot
* be looked up (an UmlRunError of the kind `machine`), an older answer is used, with a warning. Offline, any answer is
* used, however old; so it is where the cache cannot be written to.
* @param name a file name: what is looked up, and of what
*/
function cachedLookup(context, name, options, find) {
	const { cache, log, signal } = context;
	const { isValid, refresh = false, share = false, local = false, hours = 24, what = `the answer to "${name}"` } = options;
	const again = `${name} again`;
	const found = oncePerRun(cache, refresh || cache.found.has(again) ? again : name, recall);
	return found;
	async function recall() {
		const old = read(cache, name, isValid);
		if (old && !refresh && isFresh(old)) return old.value;
		if (old && context.offline && !local) return old.value;
		if (!local) requireNetwork(context, what);
		let hasLock = false;
		return locked(context, `memory~${name}`, async () => {
			hasLock = true;
			const other = read(cache, name, isValid);
			if (other && other.time !== old?.time && isFresh(other)) return other.value;
			const shared = share && !refresh ? await recallShared(context, name, isValid) : void 0;
			return shared ? shared.value : lookUp(old);
		}).catch((cause) => {
			if (hasLock || !old || refresh || !isUnwritable(cause)) throw cause;
			return old.value;
		});
	}
	async function lookUp(old) {
		cache.found.set(again, found);
		try {
			const value = await find();
			await write(cache, name, {
				value,
				time: Date.now(),
				hours: typeof hours === "function" ? hours(value) : hours
			});
			if (share) saveFileBeside(context, sharedKey(name), fileOf(cache, name));
			return value;
		} catch (cause) {
			signal?.throwIfAborted();
			if (!old || !(cause instanceof require_compile_cache.UmlRunError) || cause.kind !== "machine") throw cause;
			const since = new Date(old.time).toISOString().slice(0, 16).replace("T", " ");
			log.warning(`${cause.message}; using the answer from ${since} UTC`);
			return old.value;
		}
	}
}
function isUnwritable(error) {
	return error instanceof require_compile_cache.UmlRunError && error.code === "cache-unusable";
}
async function recallShared(context, name, isValid) {
	const { cache } = context;
	const file = `${fileOf(cache, name)}.shared`;
	try {
		require_compile_cache.makeFolder((0, node_path.dirname)(file));
		if (!await fetchFile(context, sharedKey(name), file)) return void 0;
		const answer = parse(readTextSync(file) ?? "", isValid);
		if (!answer || !isFresh(answer)) return void 0;
		await write(cache, name, answer);
		return answer;
	} finally {
		await (0, node_fs_promises.rm)(file, { force: true });
	}
}
/** An entry in a remote never changes, so each day has a key of its own. */
const sharedKey = (name) => `uml-run-1-memory-${name}-${(/* @__PURE__ */ new Date()).toISOString().slice(0, 10)}`;
const isFresh = ({ time, hours }) => Math.abs(Date.now() - time) < hours * 36e5;
const fileOf = (cache, name) => (0, node_path.join)(cache.folder, "memory", `${name}.json`);
function read(cache, name, isValid) {
	return parse(readTextSync(fileOf(cache, name)) ?? "", isValid);
}
function parse(text, isValid) {
	return parseJson$1(text, objectOf({
		version: oneOf$1(1),
		value: isValid,
		time: isNumber$1,
		hours: isNumber$1
	}));
}
async function write(cache, name, { value, time, hours }) {
	const file = fileOf(cache, name);
	require_compile_cache.makeFolder((0, node_path.dirname)(file));
	await replaceFile(file, JSON.stringify({
		version: 1,
		value,
		time,
		hours
	}));
}
// src/network/slirp-version.ts
/** The first version that guests can be connected to (`--target-type=bess`). */
const oldest = "1.2.0";
/** @param said what `slirp4netns --version` prints */
function versionOf(said) {
	return /^slirp4netns version (\d+\.\d+\S*)/m.exec(said)?.[1];
}
function isRecent(version) {
	const [major = 0, minor = 0] = version.split(".").map(Number.parseFloat);
	return major > 1 || major === 1 && minor >= 2;
}
// src/network/fetch-slirp.ts
/** Increase it whenever something else is made from the same packages. */
const layout$1 = 1;
/** The packages that have what it needs besides the C library, by the name of the library: of two, a suite has one. */
const packagesOf = {
	"libslirp.so.0": ["libslirp0"],
	"libglib-2.0.so.0": ["libglib2.0-0", "libglib2.0-0t64"],
	"libseccomp.so.2": ["libseccomp2"],
	"libpcre2-8.so.0": ["libpcre2-8-0"],
	"libpcre.so.3": ["libpcre3"]
};
/**
* slirp4netns of this machine's apt, unpacked into the cache with its libraries.
* @throws UmlRunError `tool-missing` when it cannot be had so
*/
async function fetchSlirp(context) {
	try {
		const name = "slirp4netns";
		const found = await cachedLookup(context, name, { isValid: isPackage }, () => machinePackage(name, context));
		const { version, architecture, sha256 } = found;
		const { folder } = await entry(context, "tools", [
			`${name}-${layout$1}`,
			version,
			architecture,
			sha256.slice(0, 16)
		].join("_").replaceAll(":", "-"), (folder, scratch) => unpackAll(found, {
			folder,
			scratch
		}, context));
		return {
			path: (0, node_path.join)(folder, name),
			libraries: (0, node_path.join)(folder, "lib")
		};
	} catch (cause) {
		context.signal?.throwIfAborted();
		if (!(cause instanceof require_compile_cache.UmlRunError)) throw cause;
		throw new require_compile_cache.UmlRunError("tool-missing", `--network user needs slirp4netns ${oldest} or later: ${cause.message}; or install it: apt-get install slirp4netns`, { cause });
	}
}
async function unpackAll(slirp, { folder, scratch }, context) {
	const libraries = (0, node_path.join)(folder, "lib");
	const program = (0, node_path.join)(folder, slirp.name);
	await (0, node_fs_promises.mkdir)(libraries);
	await (0, node_fs_promises.copyFile)((0, node_path.join)(await unpack(slirp, scratch, context), "usr/bin", slirp.name), program);
	for (const known = /* @__PURE__ */ new Set();;) {
		const [next] = (await neededBy$1(program, libraries)).filter((name) => packagesOf[name] && !known.has(name));
		if (next === void 0) break;
		known.add(next);
		await addLibrary(next, libraries, scratch, context);
	}
	const { stdout, stderr } = await run$1(program, ["--version"], { environment: { LD_LIBRARY_PATH: libraries } });
	requireRecent(versionOf(stdout), stderr);
}
/** @returns names of the libraries that the loader looks for */
async function neededBy$1(program, libraries) {
	const { stdout } = await run$1(program, [], { environment: {
		LD_TRACE_LOADED_OBJECTS: "1",
		LD_LIBRARY_PATH: libraries
	} });
	return Array.from(stdout.matchAll(/^\s*(\S+) => /gm), ([, name = ""]) => name);
}
function requireRecent(version, stderr) {
	if (version === void 0) throw new require_compile_cache.UmlRunError("archive-unavailable", `that of apt does not start: ${lastLines$1(stderr)}`);
	if (!isRecent(version)) throw new require_compile_cache.UmlRunError("archive-unavailable", `apt on this machine has ${version}`);
}
async function addLibrary(name, libraries, scratch, context) {
	const [first = "", other] = packagesOf[name] ?? [];
	const files = await unpack(await machinePackage(first, context).catch((error) => {
		if (other === void 0) throw error;
		return machinePackage(other, context);
	}), scratch, context);
	for (const place of ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]) for (const file of await (0, node_fs_promises.readdir)((0, node_path.join)(files, place)).catch(() => [])) if (file === name) await (0, node_fs_promises.copyFile)((0, node_path.join)(files, place, file), (0, node_path.join)(libraries, name));
}
/** @returns the folder with its files */
async function unpack(wanted, scratch, context) {
	context.log.progress(`fetching ${wanted.name} ${wanted.version}`);
	const deb = await fetchMachinePackage(wanted, (0, node_path.join)(scratch, `${wanted.name}-deb`), context);
	const files = (0, node_path.join)(scratch, wanted.name);
	await unpackDeb(deb, files, context);
	return files;
}
// src/network/find-slirp.ts
/**
* slirp4netns, 1.2.0 or later: this machine's own, unless it is static or a script, else that of its apt, unpacked into the cache.
* @throws UmlRunError when there is none, with how to install it
*/
async function provideSlirp(context, path = process.env.PATH ?? "") {
	const own = await ownSlirp(context, path);
	return own === void 0 || own.unfit !== void 0 ? fetchSlirp(context) : { path: own.path };
}
/**
* @param path as the variable PATH has it
* @param patience milliseconds in which it has to say what it is
* @returns undefined where programs would start none
*/
async function ownSlirp(context, path, patience = 1e4) {
	const program = filesNamed(["slirp4netns"], path.split(node_path.delimiter).filter(node_path.isAbsolute)).find(isExecutable);
	const found = program && realPath(program);
	if (found === void 0) return void 0;
	if (isScript(found)) return {
		path: found,
		unfit: "is a script"
	};
	const said = await keptAnswer(context, `slirp4netns-2~${keyOf$1(found)}`, [found], isText, () => askProgram(found, AbortSignal.any([AbortSignal.timeout(patience), ...context.signal ? [context.signal] : []]))).catch(lateAnswer);
	const version = said && versionOf(said);
	if (!said || !version) return {
		path: found,
		unfit: "does not say its version"
	};
	if (!isRecent(version)) return {
		path: found,
		version,
		unfit: `is version ${version}`
	};
	return {
		path: found,
		version,
		...!loadsLibraries(said) && { unfit: "is static" }
	};
}
/** It may be in time when the next run asks it. */
function lateAnswer(error) {
	if (!(error instanceof Error && error.name === "TimeoutError")) throw error;
}
/** What it says of itself, and what its loader says of it. */
async function askProgram(path, signal) {
	const how = {
		signal,
		withChildren: true
	};
	const { stdout: itself } = await run$1(path, ["--version"], how);
	return `${itself}\n${(await run$1(path, [], {
		...how,
		environment: { LD_TRACE_LOADED_OBJECTS: "1" }
	})).stdout}`;
}
/** Into a static program no filter can be loaded (native/packet-filter). */
function loadsLibraries(said) {
	return /^\s*(\S*\/)?(libc\.|ld-)/m.test(said);
}
function isScript(path) {
	return readTextSync(path)?.startsWith("#!") === true;
}
function isExecutable(file) {
	try {
		(0, node_fs.accessSync)(file, node_fs.constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
// src/network/require-ports.ts
/**
* Tries whether ports of this machine's loopback are free: a helper says no reason when it cannot open one.
* @throws UmlRunError `option-invalid`, which names the first that is not
*/
async function requirePorts(ports) {
	for (const port of ports) await tryPort(port).catch((error) => refuse$1(port, error));
}
async function tryPort({ protocol, hostPort }) {
	const server = protocol === "tcp" ? (0, node_net.createServer)() : (0, node_dgram.createSocket)("udp4");
	if ("listen" in server) server.listen(hostPort, "127.0.0.1");
	else server.bind(hostPort, "127.0.0.1");
	await (0, node_events.once)(server, "listening");
	await new Promise((resolve) => void server.close(() => resolve()));
}
const reasons$1 = {
	EADDRINUSE: "another program has it; choose another port",
	EACCES: "only root may open it; choose one from 1024"
};
function refuse$1({ protocol, hostPort }, error) {
	const why = reasons$1[require_compile_cache.errnoOf(error) ?? ""] ?? require_compile_cache.messageOf(error);
	throw new require_compile_cache.UmlRunError("option-invalid", `--publish: port ${hostPort} (${protocol}) of this machine: ${why}`);
}
// src/network/address-digits.ts
/**
* The bytes of an IP address as hexadecimal digits: 8 for IPv4, 32 for IPv6.
* @param address as in `10.0.2.2`, `fd00::2` or `::ffff:10.0.2.2`, without a zone
* @throws TypeError when it is none
*/
function addressDigits(address) {
	if ((0, node_net.isIPv4)(address)) return address.split(".").map((byte) => digits(Number(byte), 2)).join("");
	if (!isIpv6(address) || address.includes("%")) throw new TypeError(`"${address}" is not an IP address`);
	const [before = [], after = []] = address.replace(/[\d.]+\.\d+$/, (dotted) => addressDigits(dotted).replace(/^..../, "$&:")).split("::").map((half) => half.split(":").filter(Boolean));
	const zeros = Array(8 - before.length - after.length).fill("0");
	return [
		...before,
		...zeros,
		...after
	].map((group) => digits(Number.parseInt(group, 16), 4)).join("");
}
/** Node's own function takes milliseconds when it is first called, for a regular expression. */
function isIpv6(address) {
	try {
		return new node_net.SocketAddress({
			address,
			family: "ipv6"
		}).address !== "";
	} catch {
		return false;
	}
}
function digits(number, count) {
	return number.toString(16).padStart(count, "0");
}
// src/network/guest-addresses.ts
/** Of guests in one network, by their ports: 0 is the tests' guest, or the only one that a helper has. */
const firstHost = 100;
function addressAt(port) {
	return `10.0.2.${firstHost + port}`;
}
function address6At(port) {
	return `fd00::${firstHost + port}`;
}
function macAt(port) {
	return macOf(addressAt(port));
}
/**
* The address of an interface, as the kernel's command line has it.
* @param address the interface's IPv4 address
*/
function macOf(address) {
	return `02:00${addressDigits(address).replaceAll(/../g, ":$&")}`;
}
/**
* Bytes of a packet, the same on both sides: with more on the helper's, large transfers would stall. It carries 2 to 8 times
* as much as 1500. With what a kernel adds to a packet it fits into 32 KiB, as which memory is given out: with 16384, which
* does not fit into half of that, a transfer takes a quarter longer, and with 65520 many times as long.
*/
const mtu = 32e3;
/**
* The words of the kernel's command line for `vec0`. Without `vec=0`, the driver would send and receive by calls that may
* name an address, which the sandbox allows no kernel.
* @param bytes of a packet, if the other side has another MTU
*/
function linkWords$1(mac, bytes = mtu) {
	return [`vec0:transport=fd,fd=11,vec=0,mtu=${bytes},mac=${mac}`];
}
/**
* The word in place of that, for a driver that opens a TAP device: the host divides and joins its packets, which may have
* 64 kB then (`gro=1`), and makes their checksums.
*/
function tapLinkWord(device, mac, bytes) {
	return `vec0:transport=tap,ifname=${device},gro=1,mtu=${bytes},mac=${mac}`;
}
// src/network/members.ts
/** The guests in a network that can break for all of them at once. */
var Members = class {
	told = /* @__PURE__ */ new Set();
	problem;
	/**
	* Adds a guest.
	* @param onFailure called at most once, with why the network is broken, unless the guest has left before
	* @returns leaves
	*/
	join(onFailure) {
		this.told.add(onFailure);
		const { problem } = this;
		if (problem !== void 0) setImmediate(() => this.told.has(onFailure) && onFailure(problem));
		return () => void this.told.delete(onFailure);
	}
	/** Tells them, and those that join later. The first reason counts. */
	fail(why) {
		if (this.problem !== void 0) return;
		this.problem = why;
		for (const onFailure of this.told) onFailure(why);
	}
};
// src/network/nameservers.ts
/** Where a machine names its nameservers; and where systemd-resolved names those that it asks itself. */
const asked$1 = "/etc/resolv.conf";
const askedByResolved = "/run/systemd/resolve/resolv.conf";
/**
* The nameservers that this machine asks.
* @param file as resolv.conf has them; where it cannot be read, there are none
* @returns IP addresses, in the order of the file
*/
function nameservers(file = asked$1) {
	const found = (readTextSync(file) ?? "").matchAll(/^nameserver[ \t]+(\S+)/gm);
	return Array.from(found, ([, address = ""]) => address).filter((address) => (0, node_net.isIP)(address) > 0);
}
/**
* Those that guests can ask too: none on this machine's loopback.
* @param files the usual one first
* @returns IPv4 addresses; none where there is no such nameserver
*/
function reachableNameservers(files = [asked$1, askedByResolved]) {
	const isReachable = (address) => (0, node_net.isIP)(address) === 4 && !/^(127|0)\./.test(address);
	return files.map((file) => nameservers(file).filter(isReachable)).find((found) => found.length > 0) ?? [];
}
// src/network/tap-checks.ts
/**
* Whether this process can give guests TAP devices.
* @param device name of one that somebody has prepared; without it, of uml-run's own
* @param user whom it runs as
* @throws UmlRunError `network-unavailable`, with what is missing
*/
function checkTap(device, user = process.getuid?.() ?? 0) {
	if (device === void 0 && user !== 0) throw noTap("only root can make devices; use --network user, or name one that root has made for you: tap,device=<name>");
	const problem = driverProblem() ?? (device === void 0 ? settingsProblem() : void 0);
	if (problem !== void 0) throw noTap(problem);
}
/** Why this process cannot use the driver of TAP devices; undefined when it can. */
function driverProblem(path = "/dev/net/tun") {
	try {
		(0, node_fs.closeSync)((0, node_fs.openSync)(path, "r+"));
		return;
	} catch (error) {
		const errno = require_compile_cache.errnoOf(error);
		if (errno === "ENOENT") return `this machine has no "${path}"; load its module: modprobe tun`;
		if (errno === "ENODEV" || errno === "ENXIO") return `this machine's kernel has no driver for "${path}"; load its module: modprobe tun`;
		return `"${path}" cannot be opened (${errno}); allow it, or use --network user`;
	}
}
/** Why root cannot turn on forwarding for a device; undefined when it can. */
function settingsProblem(path = "/proc/sys/net/ipv4/conf/default/forwarding") {
	try {
		(0, node_fs.accessSync)(path, node_fs.constants.W_OK);
		return;
	} catch (error) {
		return `"${path}" cannot be written (${require_compile_cache.errnoOf(error)}), as in an unprivileged container; start it with --privileged`;
	}
}
/** @param what is missing or wrong, and what to do */
function noTap(what) {
	return new require_compile_cache.UmlRunError("network-unavailable", `--network tap: ${what}`);
}
// src/host/name-lock.ts
/**
* Takes an abstract socket's name: it needs no file, and is free again however its process ends. Processes in other network
* namespaces do not see it.
* @param name without the leading NUL
* @param onAsking called for whoever connects; they get nothing by default
* @returns what gives it back; undefined when another process, or another part of this one, has it
*/
async function takeName(name, onAsking = (asking) => asking.destroy()) {
	const server = (0, node_net.createServer)((asking) => onAsking(asking.on("error", () => {}).unref()));
	try {
		await (0, node_events.once)(server.unref().listen(`\0${name}`), "listening");
		return server;
	} catch (cause) {
		if (require_compile_cache.errnoOf(cause) !== "EADDRINUSE") throw cause;
		return;
	}
}
// src/network/tap-slot.ts
/**
* Addresses for tests of networks (RFC 2544), which nobody's network has: 198.18.0.0/15. A run has 1024 of them, and each of
* its guests 4.
*/
const first$1 = 3323068416;
const ofRun = 1024;
const slots = 128;
/** Name of a guest's device, at most 14 characters; and with a `*` for the guest, the pattern of a run's. */
function tapName(slot, guest) {
	return `uml-run${slot}.${guest}`;
}
/** Of a run, in CIDR notation. */
function networkOf(slot) {
	return `${dotted(first$1 + slot * ofRun)}/22`;
}
/** The two ends of a guest's device, as numbers; what they have in common has 30 bits. */
function endsOf(slot, guest) {
	const start = first$1 + slot * ofRun + guest * 4;
	return {
		host: start + 1,
		guest: start + 2
	};
}
function dotted(address) {
	return [
		24,
		16,
		8,
		0
	].map((shift) => address >>> shift & 255).join(".");
}
/**
* Takes the first slot that no other run has in this network namespace, and whose addresses lead nowhere yet.
* @throws UmlRunError `network-unavailable` when there is none
*/
async function takeTapSlot() {
	for (let index = 0; index < slots; index++) {
		if (isUsed(index)) continue;
		const holder = await holdSlot(index);
		if (holder) return {
			index,
			giveBack: () => void holder.close()
		};
	}
	throw new require_compile_cache.UmlRunError("network-unavailable", "all addresses of 198.18.0.0/15 are in use on this machine; wait for other runs to end, or use --network user");
}
/** @returns what gives it back; undefined when a run has it */
function holdSlot(index) {
	return takeName(`uml-run/tap/${index}`);
}
/** A run that was killed may still have devices for a moment. */
function isUsed(index) {
	if ((readTextSync("/proc/net/dev") ?? "").split("\n").some((line) => line.trimStart().startsWith(tapName(index, "*").slice(0, -1)))) return true;
	return hasRoute(readTextSync("/proc/net/route") ?? "", first$1 + index * ofRun, ofRun);
}
/**
* Whether addresses have a route of their own; the default route is none.
* @param table text of /proc/net/route: a line of titles, then the device, and at 1 the network, at 7 its mask, as
*   hexadecimal digits of numbers of this machine (little-endian)
*/
function hasRoute(table, start, count) {
	return table.split("\n").slice(1).map((line) => line.trim().split(/\s+/)).filter((fields) => fields.length > 7).some((fields) => {
		const [network, mask] = [fields[1], fields[7]].map((digits) => swapped(Number.parseInt(digits ?? "", 16)));
		return mask !== 0 && overlaps(network ?? 0, 2 ** 32 - (mask ?? 0), start, count);
	});
}
function overlaps(one, ofOne, other, ofOther) {
	return one < other + ofOther && other < one + ofOne;
}
function swapped(number) {
	return ((number & 255) << 24 | (number & 65280) << 8 | number >>> 8 & 65280 | number >>> 24) >>> 0;
}
// src/network/tap-prepared.ts
/**
* How a guest sets up its end of a device that somebody has prepared.
* @param nameservers that the guest is to ask
* @throws UmlRunError `network-unavailable`, with what is wrong with the device; `tool-missing` or `tool-failed`
*/
async function preparedEnd(device, nameservers) {
	const { ok, missing, stdout, stderr } = await run$1("ip", [
		"-d",
		"-j",
		"address",
		"show",
		"dev",
		device
	]);
	if (missing) throw missingTool("ip", "iproute2");
	if (!ok && !stderr.includes("does not exist")) throw new require_compile_cache.UmlRunError("tool-failed", `"ip" failed: ${lastLines$1(stderr)}`);
	const end = endOf$2(device, stdout, nameservers);
	if (typeof end !== "string") return end;
	throw noTap(end);
}
/**
* A guest has the address after this machine's, or the one before where that is the network's last.
* @param text what `ip -d -j address` says of one device: of one that is not there, nothing
* @param user whom this process runs as: the name, or the number of one that has none
* @returns in words, what is wrong with the device and what to do
*/
function endOf$2(device, text, nameservers, user = ownName()) {
	const [described] = JSON.parse(text || "[]");
	if (!described) return `there is no device "${device}"; make it: ip tuntap add ${device} mode tap user <you>`;
	const { flags, linkinfo, mtu: mtu$1, addr_info } = described;
	const { type, multi_queue = false, user: owner = user } = linkinfo?.info_data ?? {};
	if (type !== "tap") return `"${device}" is not a TAP device; name one that is`;
	if (multi_queue) return `"${device}" has several queues, which guests do not; make it again without multi_queue`;
	if (user !== "root" && owner !== user) return `"${device}" belongs to ${owner}, and you are ${user}; make one of your own: ip tuntap add <name> mode tap user ${user}`;
	if (!flags.includes("UP")) return `"${device}" is down; bring it up: ip link set ${device} up`;
	if (flags.includes("LOWER_UP")) return `"${device}" is in use; wait for the program that has it, or name another`;
	const its = addr_info.find(({ family, prefixlen }) => family === "inet" && prefixlen <= 30);
	if (!its) return `"${device}" has no IPv4 address with room for a guest; give it one: ip address add 192.168.77.1/24 dev ${device}`;
	return {
		link: {
			address: addressBeside(its.local, its.prefixlen),
			prefix: its.prefixlen,
			gateway: its.local,
			nameservers
		},
		mtu: Math.min(mtu$1, mtu)
	};
}
/** As `ip` names owners. */
function ownName() {
	const uid = process.getuid?.() ?? 0;
	if (uid === 0) return "root";
	try {
		return (0, node_os.userInfo)().username;
	} catch {
		return String(uid);
	}
}
function addressBeside(address, prefix) {
	const own = Number.parseInt(addressDigits(address), 16);
	const size = 2 ** (32 - prefix);
	return dotted(own % size >= size - 2 ? own - 1 : own + 1);
}
// src/network/tap-rules.ts
/** Begins the names of tables. */
const prefix$1 = "uml-run-tap-";
/**
* Makes the table of a run, and removes tables of runs that were killed. Where this machine's kernel and nft can (Linux
* 5.12, nft 1.0), it is a process's that ends with this one, and it is gone with that; otherwise it stays when this process
* is killed, and goes at the next start.
* @param slot of the run
* @throws UmlRunError `tool-missing` without nft; `network-unavailable` with what nft said
*/
async function makeRules(slot) {
	const table = `${prefix$1}${slot}`;
	await removeLeft(slot);
	return await holdTable(table, commandsFor(table, slot)) ?? await leaveTable(table, commandsFor(table, slot));
}
/** @param own the slot of this run: it has no table yet */
async function removeLeft(own) {
	const { stdout } = await run$1("nft", [
		"list",
		"tables",
		"ip"
	]);
	const slots = stdout.matchAll(new RegExp(`^table ip ${prefix$1}(\\d+)$`, "gm"));
	for (const [, digits] of slots) {
		const slot = Number(digits);
		const holder = slot === own ? void 0 : await holdSlot(slot);
		if (slot === own || holder) await removeTable(`${prefix$1}${digits}`);
		holder?.close();
	}
}
/** Of one that is not there, nft says so, to nobody. */
async function removeTable(table) {
	await run$1("nft", [
		"delete",
		"table",
		"ip",
		table
	]);
}
/**
* What fills the table, a command a line. A guest's packets leave under this machine's own address. What comes back is led
* to it by `dup`, not by forwarding, which then needs to be on for the guest's own device alone: no setting of this machine
* is changed. Guests do not reach each other, nor this machine's loopback where that has been opened (`route_localnet`),
* nobody reaches them unasked, and none sends under an address that is not its own.
*/
function commandsFor(table, slot) {
	const own = `"${tapName(slot, "*")}"`;
	const any = "\"uml-run*\"";
	const chain = (name, hook) => `add chain ip ${table} ${name} { ${hook}; }`;
	const rule = (name, text) => `add rule ip ${table} ${name} ${text}`;
	return [
		chain("guard", "type filter hook prerouting priority raw"),
		rule("guard", `iifname ${own} ip daddr 127.0.0.0/8 drop`),
		rule("guard", `iifname ${own} fib saddr . iif oif missing drop`),
		chain("outward", "type filter hook forward priority filter"),
		rule("outward", `iifname ${own} oifname ${any} drop`),
		chain("source", "type nat hook postrouting priority srcnat"),
		rule("source", `iifname ${own} masquerade`),
		chain("inward", "type filter hook prerouting priority -90"),
		rule("inward", `iifname != ${any} ip daddr ${networkOf(slot)} ct state established,related dup to ip daddr`),
		rule("inward", `iifname != ${any} ip daddr ${networkOf(slot)} drop`)
	];
}
/** @returns undefined where no process can own a table */
async function holdTable(table, commands) {
	const holder = (0, node_child_process.spawn)("/bin/sh", ["-c", "exec nft -i 2>&1"], {
		stdio: [
			"pipe",
			"pipe",
			"ignore"
		],
		detached: true,
		env: {
			...process.env,
			LC_ALL: "C"
		}
	});
	holder.on("error", () => {});
	holder.stdin.on("error", () => {});
	holder.stdin.write([
		`add table ip ${table} { flags owner; }`,
		...commands,
		"list tables",
		""
	].join("\n"));
	const said = await firstWords(holder);
	let isOver = false;
	const lost = new Promise((resolve) => holder.once("close", () => !isOver && resolve()));
	const remove = () => {
		isOver = true;
		return endHolder(holder);
	};
	if (said.startsWith("table ")) return {
		lost,
		remove
	};
	await remove();
}
async function firstWords(holder) {
	const [bytes] = await Promise.race([(0, node_events.once)(holder.stdout, "data"), (0, node_events.once)(holder, "close")]);
	return String(bytes);
}
/** It ends with its input, as it does when this process is gone. */
async function endHolder(holder) {
	const ended = holder.exitCode === null && holder.signalCode === null ? (0, node_events.once)(holder, "close") : void 0;
	holder.stdin.end();
	holder.stdout.resume();
	await ended;
}
async function leaveTable(table, commands) {
	const made = await run$1("nft", [[`add table ip ${table}`, ...commands].join("\n")]);
	if (made.missing) throw missingTool("nft", "nftables");
	if (!made.ok) {
		await removeTable(table);
		throw noTap(`nft cannot make its rules: ${made.stderr.trim().split("\n")[0]}; use --network user`);
	}
	return {
		lost: new Promise(() => {}),
		remove: () => removeTable(table)
	};
}
// src/network/tap-network.ts
/**
* A network by TAP devices: with one that somebody has prepared, or with those of uml-run's own, which are masqueraded.
* @param device the name of the prepared one
* @throws UmlRunError `network-unavailable` or `tool-missing`
*/
async function openTapNetwork(device) {
	checkTap(device);
	const nameservers = reachableNameservers();
	if (device === void 0) return openOwn$1(nameservers);
	return new TapNetwork([{
		...await preparedEnd(device, nameservers),
		device
	}]);
}
async function openOwn$1(nameservers) {
	const slot = await takeTapSlot();
	try {
		return new TapNetwork(Array.from({ length: 256 }, (_, guest) => ownEnd(slot.index, guest, nameservers)), await makeRules(slot.index), slot.giveBack);
	} catch (error) {
		slot.giveBack();
		throw error;
	}
}
function ownEnd(slot, guest, nameservers) {
	const ends = endsOf(slot, guest);
	return {
		device: tapName(slot, guest),
		host: ends.host,
		link: {
			address: dotted(ends.guest),
			prefix: 30,
			gateway: dotted(ends.host),
			nameservers
		},
		mtu
	};
}
/** What a run has to give its guests TAP devices. */
var TapNetwork = class {
	/** Of its first guest: what its files say of the network is the same for all. */
	link;
	free;
	members = new Members();
	rules;
	onClosed;
	/** @param ends at least one */
	constructor(ends, rules, onClosed = () => {}) {
		this.free = new Set(ends);
		this.link = ends[0].link;
		this.rules = rules;
		this.onClosed = onClosed;
		rules?.lost.then(() => this.members.fail("the guest's network is gone: nft, which holds its rules, was ended from outside uml-run"));
	}
	/**
	* A device that no other guest has.
	* @param takesFew whether its kernel reads 64 packets when some arrive, and the rest only when more do
	* @throws UmlRunError `network-unavailable` when all are taken
	*/
	take(takesFew) {
		const [end] = this.free;
		if (!end) throw new require_compile_cache.UmlRunError("network-unavailable", "all TAP devices of this run are in use; lower --jobs");
		this.free.delete(end);
		const { link, device, host } = end;
		const mac = macOf(link.address);
		let leave = () => {};
		return {
			link,
			supervisorWords: [
				...[
					"--tap",
					device,
					"--tap-link",
					tapLinkWord(device, mac, end.mtu)
				],
				...host === void 0 ? [] : ["--tap-address", String(host)],
				...takesFew ? ["--tap-reads", "few"] : []
			],
			kernelWords: linkWords$1(mac, end.mtu),
			join: (onFailure) => {
				leave = this.members.join(onFailure);
			},
			leave: async () => {
				leave();
				this.free.add(end);
			}
		};
	}
	/** Removes what this machine has of it; devices go with their guests. */
	async close() {
		await this.rules?.remove();
		this.onClosed();
	}
};
// src/network/user-network.ts
/** How guests set up their end. It is the same for each, for each has a helper of its own. */
function linkOf({ offline }) {
	return {
		address: addressAt(0),
		prefix: 24,
		...!offline && { gateway: "10.0.2.2" },
		...hasIpv6() && {
			address6: address6At(0),
			prefix6: 64,
			...!offline && { gateway6: "fd00::2" }
		},
		nameservers: [asksByIpv6() ? "fd00::3" : "10.0.2.3"]
	};
}
/** The helper passes what 10.0.2.3 is asked on to this machine's first nameserver of IPv4, and fd00::3 to that of IPv6. */
function asksByIpv6() {
	const known = nameservers();
	return hasIpv6() && known.length > 0 && known.every((address) => address.includes(":"));
}
/** Whether this machine has it, apart from the loopback device. */
function hasIpv6(file = "/proc/net/if_inet6") {
	return (0, node_fs.existsSync)(file) && (0, node_fs.readFileSync)(file, "utf8").split("\n").some((line) => /\S/.test(line) && !/\slo$/.test(line));
}
/** The request by which the helper opens a port, on its socket. */
function publishRequest({ protocol, hostPort, guestPort }) {
	const to = {
		host_addr: "127.0.0.1",
		host_port: hostPort,
		guest_addr: addressAt(0),
		guest_port: guestPort
	};
	return JSON.stringify({
		execute: "add_hostfwd",
		arguments: {
			proto: protocol,
			...to
		}
	});
}
// src/provision/guest-network.ts
/**
* The network that the options choose, with what it needs of this machine.
* @throws UmlRunError when this machine cannot give it, or a port is taken; the signal's reason
*/
async function provideNetwork(options, context) {
	const { network, publish } = options;
	if (network.mode === "none") return {
		settings: {},
		close: close$1
	};
	if (network.mode === "tap") return provideTap(network.device, context);
	await requirePorts(publish);
	const { mode: _, ...how } = network;
	const slirp = await provideSlirp(context);
	const wayOut = {
		...how,
		slirp,
		publish,
		capture: captureSettings(options, context.log)
	};
	return {
		settings: {
			network: wayOut,
			link: linkOf(network)
		},
		wayOut,
		close: close$1
	};
}
/** Helpers end with their guests. */
async function close$1() {}
async function provideTap(device, { log }) {
	const network = await openTapNetwork(device);
	if (network.link.nameservers.length === 0) log.warning("guests cannot look up names: this machine's nameservers are on its loopback or have no IPv4 address; use --network user");
	return {
		settings: {
			network,
			link: network.link
		},
		close: () => network.close()
	};
}
/** How networks are captured, if they are. */
function captureSettings({ capture, artifactsLimitMegabytes }, log) {
	if (!capture) return void 0;
	return {
		limit: artifactsLimitMegabytes * 2 ** 20,
		warn: (text) => log.warning(text)
	};
}
// src/kernel/address-bits.ts
/** Of a process, by the levels of page tables: User Mode Linux has pages of 4 KB and 9 bits a level. */
const bitsOfLevels = {
	3: 39,
	4: 47
};
const known$2 = /* @__PURE__ */ new WeakMap();
/**
* How many bits the addresses of a process have on an x86-64 kernel: 39 before Linux had four levels of page tables on User
* Mode Linux, 47 since. A kernel carries its configuration as text, so it need not be run; its file is read once.
* @returns undefined where that cannot be told
*/
function addressBits(kernel) {
	if (!known$2.has(kernel)) known$2.set(kernel, readBits(kernel.path));
	return known$2.get(kernel);
}
function readBits(path) {
	const setting = "CONFIG_PGTABLE_LEVELS=";
	try {
		const bytes = (0, node_fs.readFileSync)(path);
		const at = bytes.indexOf(setting);
		const levels = bytes.toString("latin1", at + 22, at + 22 + 1);
		return at < 0 ? void 0 : bitsOfLevels[levels];
	} catch {
		return;
	}
}
// src/elf/elf-symbols.ts
/** Tables larger than this are passed over: reading them would take seconds. */
const maxTable = 2 ** 28;
/**
* Which of some symbols an ELF file of 64 bits defines, by its symbol tables. One that it merely refers to does not count.
* @returns the names in the order given; none where it is not ELF, not of 64 bits, or stripped
* @throws MalformedFile when a table is not inside the file; the system's error when it cannot be read
*/
function definedSymbols(path, names) {
	return withBytes(path, (bytes) => {
		if (!isElf(bytes)) return [];
		const header = readWords(bytes);
		if (header.bits !== 64) return [];
		const sections = readSections(bytes, header);
		const found = new Set(sections.flatMap((table) => definedIn(bytes, header, table, sections[table.link], names)));
		return names.filter((name) => found.has(name));
	});
}
const [symbolTable, dynamicSymbolTable] = [2, 11];
const [sectionSize, symbolSize] = [64, 24];
function readSections(bytes, header) {
	const [offset, entrySize, count] = [
		header.address(40),
		header.half(58),
		header.half(60)
	];
	if (offset === 0 || entrySize !== sectionSize) return [];
	const table = header.of(bytes.read(offset, count * sectionSize));
	return Array.from({ length: count }, (_, index) => index * sectionSize).map((at) => ({
		type: table.word(at + 4),
		offset: table.address(at + 24),
		size: table.address(at + 32),
		link: table.word(at + 40)
	}));
}
function definedIn(bytes, header, table, strings, names) {
	if (table.type !== symbolTable && table.type !== dynamicSymbolTable) return [];
	if (!strings || table.size > maxTable || strings.size > maxTable) return [];
	const text = bytes.read(strings.offset, strings.size);
	const wanted = new Map(names.flatMap((name) => placesOf(name, text).map((place) => [place, name])));
	if (wanted.size === 0) return [];
	const symbols = header.of(bytes.read(table.offset, table.size));
	const found = [];
	for (let at = 0; at + symbolSize <= table.size; at += symbolSize) {
		const name = wanted.get(symbols.word(at));
		const isDefined = symbols.half(at + 6) !== 0;
		if (name !== void 0 && isDefined) found.push(name);
	}
	return found;
}
/** Offsets in a table of strings at which a name can begin: linkers let it be the end of a longer one. */
function placesOf(name, text) {
	const ended = `${name}\0`;
	const places = [];
	for (let at = text.indexOf(ended); at >= 0; at = text.indexOf(ended, at + 1)) places.push(at);
	return places;
}
// src/program/sanitizer.ts
/** Sanitizers that lay their tables out over 47 bits of addresses, by the stem of their libraries' and functions' names. */
const sanitizers = {
	asan: "AddressSanitizer",
	hwasan: "HWAddressSanitizer",
	lsan: "LeakSanitizer",
	msan: "MemorySanitizer",
	tsan: "ThreadSanitizer"
};
/**
* The sanitizer that a program starts with: one whose library it or another library needs, or that is linked into it, as
* ThreadSanitizer is into what `go build -race` makes.
* @returns its name; undefined where there is none, or it cannot be told for certain
*/
function sanitizerOf(program) {
	if (program.format !== "elf-dynamic" && program.format !== "elf-static") return void 0;
	try {
		const stem = [...neededBy(program)].flatMap(stemOf$1)[0] ?? stemOf$1(linkedInto(program.path))[0];
		return stem && sanitizers[stem];
	} catch (cause) {
		if (cause instanceof MalformedFile || require_compile_cache.errnoOf(cause) !== void 0) return void 0;
		throw cause;
	}
}
function neededBy({ path, libraries, siblings }) {
	return [...readElf(path)?.dynamic?.needed ?? [], ...[...libraries, ...siblings].map((library) => (0, node_path.basename)(library.path))];
}
const initializers = Object.keys(sanitizers).map((stem) => `__${stem}_init`);
const linkedInto = (path) => definedSymbols(path, initializers)[0] ?? "";
/** Of `libasan.so.8`, clang's `libclang_rt.asan-x86_64.so` and `__asan_init`. */
function stemOf$1(name) {
	const [, library, symbol] = /^(?:lib(?:clang_rt\.)?([a-z]+)(?:[-.].*)?\.so\b|__([a-z]+)_init$)/.exec(name) ?? [];
	const stem = library ?? symbol ?? "";
	return Object.hasOwn(sanitizers, stem) ? [stem] : [];
}
// src/provision/program-hint.ts
/**
* Why a program that failed on a kernel did so, by what is known of both. Looks at their files, so it is for those that
* failed alone.
* @returns words for a message; undefined where it may be something else
*/
function programHint(program, kernel, end) {
	return isByLoader(end) && program.missing !== void 0 ? program.missing : fewAddresses(program, kernel);
}
/** How dynamic loaders end a program for which they do not find all libraries. */
function isByLoader(end) {
	return end?.how === "exit" && end.code === 127;
}
/** What sanitizers need, and hardware gives with page tables of four levels. */
const needed = 47;
function fewAddresses(program, kernel) {
	const bits = addressBits(kernel);
	if (bits === void 0 || bits >= needed) return void 0;
	const sanitizer = sanitizerOf(program);
	if (sanitizer === void 0) return void 0;
	const series = kernel.version.split(".").slice(0, 2).join(".");
	return `${sanitizer} needs ${needed} bits of addresses; User Mode Linux ${series} gives ${bits} (7.2 gives ${needed})`;
}
// src/results/results-json.ts
/**
* `results.json`: the results themselves. `docs/results.schema.json` describes them.
*
* The keys are named here, in the order of the contract, so that nothing else of a caller's values gets into the file.
*
* @returns the text in pieces: all of it may be larger than a string can be
*/
function* renderJson({ version, kernels, rootfs, guests, peers, tests, totals, interrupted }) {
	yield `{\n  "version": ${version},\n  "kernels": `;
	yield* list$1(kernels, kernelValue);
	if (rootfs) yield `,\n  "rootfs": ${indented({
		spec: rootfs.spec,
		source: rootfs.source
	}, 2)}`;
	yield ",\n  \"guests\": ";
	yield* list$1(guests, guestValue);
	if (peers) {
		yield ",\n  \"peers\": ";
		yield* list$1(peers, peerValue);
	}
	yield ",\n  \"tests\": ";
	yield* list$1(tests, testValue);
	yield `,\n  "totals": ${indented(totalsValue(totals), 2)},\n  "interrupted": ${interrupted}\n}\n`;
}
function* list$1(items, toValue) {
	let before = "[";
	for (const item of items) {
		yield `${before}\n    ${indented(toValue(item), 4)}`;
		before = ",";
	}
	yield items.length === 0 ? "[]" : "\n  ]";
}
/** A line end in JSON is never a part of a text. */
function indented(value, columns) {
	return JSON.stringify(value, null, 2).replaceAll("\n", `\n${" ".repeat(columns)}`);
}
function kernelValue({ spec, name, version, source, path, sha256, bootSeconds }) {
	return {
		spec,
		name,
		version,
		source,
		path,
		sha256,
		bootSeconds
	};
}
function guestValue(guest) {
	const { id, kernel, log, capture, started, tests } = guest;
	return {
		id,
		kernel,
		log,
		capture,
		started: {
			after: started.after,
			why: started.why
		},
		tests
	};
}
function peerValue(peer) {
	const { name, command, kernel, address, end, message, exitCode, signal, seconds, stdout, stderr, log } = peer;
	return {
		name,
		command,
		kernel,
		address,
		end,
		message,
		exitCode,
		signal,
		seconds,
		stdout,
		stderr,
		log
	};
}
function testValue(test) {
	return {
		name: test.name,
		program: test.program,
		kernel: test.kernel,
		verdict: test.verdict,
		reason: test.reason,
		message: test.message,
		exitCode: test.exitCode,
		signal: test.signal,
		seconds: test.seconds,
		attempts: test.attempts,
		failedAttempts: test.failedAttempts,
		guest: test.guest,
		stdout: test.stdout,
		stderr: test.stderr,
		kernelLog: test.kernelLog,
		subtests: test.subtests.map(({ name, verdict, reason }) => ({
			name,
			verdict,
			reason
		})),
		subtestsLeftOut: test.subtestsLeftOut,
		notRun: test.notRun
	};
}
function totalsValue({ passed, failed, skipped, errored, notRun }) {
	return {
		passed,
		failed,
		skipped,
		errored,
		notRun
	};
}
// src/report/html-detail.ts
/**
* What there is to know about one test on one kernel: shown when its address, `#test-<row>-<column>`, is the page's.
*/
function formatDetail(test, { row, column, tests }, context) {
	const standing = require_start.standingOf(test);
	const bytes = require_start.tailBytes(test, tests, context.limits);
	const details = require_start.detailBytes(tests, context.limits);
	const log = require_start.fillLines(require_start.kernelExcerpt(test.kernelLog, 400, 1e3), details, (line) => line);
	return `<section class="detail" id="test-${row}-${column}">
<a class="close" href="#row-${row}">close</a>
<h2 class="name">${require_start.html(require_start.oneLine(test.name))}</h2>
<p><strong class="${standing}">${require_start.wordsOf(standing)}</strong> on <code>${require_start.html(require_start.oneLine(test.kernel))}</code>: ${require_start.html(require_start.oneLine(test.message))}</p>
${formatFacts(test, context)}
${formatSubtests(test, details)}${formatBlock("Kernel log", log.slice(0, -1))}${formatStream("stdout", test.stdout, require_start.tailText(test.stdout, bytes, context))}${formatStream("stderr", test.stderr, require_start.tailText(test.stderr, bytes, context))}</section>
`;
}
function formatFacts(test, context) {
	return `<dl>${[
		["program", require_start.placeOf(test.program, context.folder)],
		["reason", test.reason],
		["exit code", test.exitCode === null ? null : String(test.exitCode)],
		["signal", test.signal],
		["time", require_start.formatSeconds(test.seconds)],
		["attempts", test.attempts > 1 ? String(test.attempts) : null],
		["flaky", require_start.isFlaky(test) ? require_start.badAttempts(test) : null]
	].map(([name, value]) => value === null ? "" : `<dt>${name}</dt><dd>${require_start.html(require_start.oneLine(value))}</dd>`).join("")}</dl>`;
}
/** Where not all fit, those that did not pass come first. */
function formatSubtests({ subtests, subtestsLeftOut = 0 }, bytes) {
	if (subtests.length + subtestsLeftOut === 0) return "";
	const all = require_start.fill(subtests, bytes, formatSubtest);
	const { text, left } = all.left === 0 ? all : require_start.fill(subtests.toSorted(worstFirst), bytes, formatSubtest);
	const more = left + subtestsLeftOut;
	return `<h3>Subtests</h3>\n<dl>${text}</dl>\n${more === 0 ? "" : `<p class="soft">${require_start.count(more, "more subtest")} not shown: see stdout</p>\n`}`;
}
function formatSubtest({ name, verdict, reason }) {
	const because = reason === "" ? "" : `: ${require_start.html(require_start.oneLine(reason))}`;
	return `<dt class="${verdict}">${verdict}</dt><dd>${require_start.html(require_start.oneLine(name))}${because}</dd>`;
}
function worstFirst(a, b) {
	return Number(b.verdict === "failed") - Number(a.verdict === "failed");
}
function formatBlock(title, text) {
	return text === "" ? "" : `<h3>${title}</h3>\n<pre>${require_start.html(text)}</pre>\n`;
}
/** The tail of a stream, with a link to the whole of it. */
function formatStream(title, path, text) {
	if (text === "") return `<h3>${title}</h3>\n<p class="soft">empty</p>\n`;
	return formatBlock(`${title} ${require_start.fileLink(path, "whole file")}`, text);
}
// src/report/html-style.ts
/** The style sheet of report.html. The filter and the details work by it alone: the page has no script. */
const style = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #fff; --box: #f6f8fa;
  --passed: #1a7f37; --failed: #cf222e; --skipped: #7d5a00; --errored: #8250df; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --box: #161b22;
    --passed: #3fb950; --failed: #ff7b72; --skipped: #d8a72f; --errored: #bc8cff; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; color: var(--text); background: var(--page); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { margin: 0 5rem .5rem 0; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
h3 a { margin-left: .5rem; font-size: .85rem; font-weight: 400; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: inherit; }
code, pre, .name { font: 13px/1.45 ui-monospace, monospace; }
h2.name { font-size: 16px; font-weight: 600; }
pre { margin: 0; padding: .5rem; background: var(--box); border: 1px solid var(--line); border-radius: 4px;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 60vh; overflow-y: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.passed { color: var(--passed); } .failed { color: var(--failed); }
.skipped { color: var(--skipped); } .errored { color: var(--errored); }
.not-run { color: var(--soft); }

.filter { position: absolute; opacity: 0; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
.filters label { padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; cursor: pointer; }
#all:checked ~ .filters [for=all], #passed:checked ~ .filters [for=passed], #failed:checked ~ .filters [for=failed],
#skipped:checked ~ .filters [for=skipped], #errored:checked ~ .filters [for=errored],
#not-run:checked ~ .filters [for=not-run] {
  background: var(--box); border-color: currentColor; font-weight: 600; }
.filter:focus-visible ~ .filters { outline: 2px solid var(--soft); outline-offset: 3px; }
#passed:checked ~ .matrix tbody tr:not(.with-passed), #failed:checked ~ .matrix tbody tr:not(.with-failed),
#skipped:checked ~ .matrix tbody tr:not(.with-skipped), #errored:checked ~ .matrix tbody tr:not(.with-errored),
#not-run:checked ~ .matrix tbody tr:not(.with-not-run) {
  display: none; }

.matrix { overflow: auto; max-height: calc(100vh - 2rem); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
thead th { position: sticky; top: 0; background: var(--page); }
tbody th { position: sticky; left: 0; background: var(--page); font-weight: 400; min-width: 8rem; max-width: 40rem;
  overflow-wrap: anywhere; }
td { white-space: nowrap; }
td a { display: block; text-decoration: none; }
td a:hover, td a:focus-visible { text-decoration: underline; }
td .failed, td .errored { font-weight: 600; }
.peers td { white-space: normal; overflow-wrap: anywhere; }
tr:target > * { background: var(--box); }

.detail { display: none; position: fixed; inset: 0 0 0 auto; width: min(46rem, 50vw); padding: 1rem; overflow-y: auto; outline: 0;
  background: var(--page); border-left: 1px solid var(--line); box-shadow: 0 0 2rem rgb(0 0 0 / .25); z-index: 1; }
.detail:target { display: block; }
.close { position: absolute; top: 1rem; right: 1rem; }
@media (max-width: 800px) {
  body { padding: .75rem; }
  tbody th { max-width: 55vw; }
  .detail { inset: 0; width: auto; border: 0; }
}
@media (min-width: 801px) { body:has(.detail:target) { margin-right: min(46rem, 50vw); } }
`;
// src/report/html.ts
/** In the table. The details have the whole name. */
const maxName = 300;
/**
* `report.html`: the table of tests \u00d7 kernels; a click on a cell shows what the test and the kernel wrote.
*
* One page with nothing from elsewhere and no script. What it allows itself is one style sheet, by its digest, so that
* even text which got through as markup could do nothing.
*
* @returns the text in pieces
*/
function* renderHtml(results, context) {
	const matrix = require_start.matrixOf(results);
	yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${require_start.html(require_start.formatTotals(results))}</title>
<style>${style}</style>
</head>
<body>
<h1>uml-run</h1>
<p>${require_start.html(require_start.formatTotals(results))}</p>
${formatFilters(results)}
`;
	yield* formatMatrix(matrix);
	yield `
${require_start.formatHtmlPeers(results)}<h3>Kernels</h3>
${results.kernels.map((kernel) => formatKernel(kernel, results)).join("")}${formatRootfs(results)}`;
	yield* formatDetails(matrix, results.tests.length, context);
	yield "</body>\n</html>\n";
}
function policy() {
	return `default-src 'none'; style-src 'sha256-${(0, node_crypto.createHash)("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;
}
function formatFilters(results) {
	const counts = {
		all: results.tests.length,
		...require_start.countsOf(results)
	};
	const choices = ["all", ...require_start.standings.filter((one) => one !== "not-run" || counts[one] > 0)];
	const inputs = choices.map((name) => {
		return `<input class="filter" type="radio" name="filter" id="${name}"${name === "all" ? " checked" : ""}>`;
	});
	const labels = choices.map((name) => {
		return `<label for="${name}" class="${name}">${name === "all" ? name : require_start.wordsOf(name)} ${counts[name]}</label>`;
	});
	return `${inputs.join("")}\n<div class="filters">${labels.join("")}</div>`;
}
function* formatMatrix({ columns, rows }) {
	yield `<div class="matrix"><table>
<thead><tr><th scope="col">test</th>${columns.map((name) => `<th scope="col">${require_start.html(require_start.oneLine(name))}</th>`).join("")}</tr></thead>
<tbody>
`;
	for (const [number, row] of rows.entries()) yield formatRow(row, number);
	yield "</tbody>\n</table></div>";
}
function formatRow({ name, cells }, row) {
	const classes = require_start.standings.filter((standing) => cells.some((cell) => cell && require_start.standingOf(cell) === standing));
	const outcomes = cells.map((cell, column) => cell ? `<td><a class="${require_start.standingOf(cell)}" href="#test-${row}-${column}">${require_start.html(require_start.oneLine(require_start.outcomeOf(cell)))}</a></td>` : "<td class=\"soft\">not run</td>");
	return `<tr id="row-${row}" class="${classes.map((standing) => `with-${standing}`).join(" ")}"><th scope="row" class="name">${require_start.html(require_start.oneLine(require_start.cutMiddle(name, maxName)))}</th>${outcomes.join("")}</tr>\n`;
}
function* formatDetails({ rows }, tests, context) {
	for (const [row, { cells }] of rows.entries()) for (const [column, test] of cells.entries()) if (test) yield formatDetail(test, {
		row,
		column,
		tests
	}, context);
}
function formatRootfs({ rootfs }) {
	if (!rootfs) return "";
	return `<p>rootfs <code>${require_start.html(require_start.oneLine(rootfs.spec))}</code> ${require_start.html(require_start.oneLine(rootfs.source))}</p>\n`;
}
function formatKernel(kernel, results) {
	const boot = require_start.formatBoot(kernel, results);
	return `<p><code>${require_start.html(require_start.oneLine(kernel.name))}</code> ${require_start.html(require_start.oneLine(kernel.source))}, ${boot}<br>
<span class="soft">asked for as ${require_start.html(require_start.oneLine(kernel.spec))}; sha256 <code>${require_start.html(require_start.oneLine(kernel.sha256))}</code></span></p>\n`;
}
// src/report/renderers.ts
/** In the order in which they are written. */
const reportNames = [
	"results.json",
	"junit.xml",
	"summary.md",
	"report.html"
];
const resultsRenderer = { "results.json": renderJson };
/** All. The library behind junit.xml is large, and no run needs it before its first test has ended. */
async function loadRenderers() {
	const { renderJunit } = await Promise.resolve().then(() => require("./junit.js")).then((n) => n.junit_exports);
	return {
		...resultsRenderer,
		"junit.xml": renderJunit,
		"summary.md": (results, context) => [renderSummary(results, context)],
		"report.html": renderHtml
	};
}
// src/report/reserve.ts
/**
* Room on a disk that is kept back from everybody else: files with something in them, and without a name, so that they
* are gone with this process however it ends. Several, for a disk can run out of files as well.
*/
var Reserve = class {
	folder;
	bytes;
	files = [];
	/**
	* @param folder absolute
	* @param bytes to be kept back, about
	*/
	constructor(folder, bytes) {
		this.folder = folder;
		this.bytes = bytes;
	}
	/**
	* @throws the system's error when there is not as much; what there is is kept back
	*/
	take() {
		this.release();
		require_compile_cache.makeFolder(this.folder);
		const bytes = Math.ceil(this.bytes / count$1);
		const noise = (0, node_crypto.randomBytes)(Math.min(bytes, writtenAtOnce$1));
		for (let number = 0; number < count$1; number++) this.takeFile(bytes, noise);
	}
	/** Keeps as much back again as there is, where it was given back. */
	restore() {
		if (this.files.length > 0) return;
		try {
			this.take();
		} catch {}
	}
	/** Gives all of it back. */
	release() {
		for (const file of this.files) (0, node_fs.closeSync)(file);
		this.files = [];
	}
	takeFile(bytes, noise) {
		const path = (0, node_path.join)(this.folder, `.uml-run-reserve-${process.pid}`);
		const file = (0, node_fs.openSync)(path, "w");
		this.files.push(file);
		(0, node_fs.rmSync)(path);
		for (let left = bytes; left > 0;) left -= (0, node_fs.writeSync)(file, noise, 0, Math.min(left, noise.length));
	}
};
const count$1 = 8;
const writtenAtOnce$1 = 1 << 20;
// src/report/slices.ts
/**
* Does work step by step, the first slice of it at once, and the others in turns of their own, so that timers, signals
* and guests have theirs in between.
* @param slice milliseconds after which a step is a slice's last
* @param onEnd called once, with what the work returned or threw; before this returns, where one slice is enough
*/
function inSlices(work, slice, onEnd) {
	let next;
	doSlice();
	return { abandon() {
		clearImmediate(next);
		work.return(void 0);
	} };
	function doSlice() {
		const until = performance.now() + slice;
		let step;
		try {
			do
				step = work.next();
			while (!step.done && performance.now() < until);
		} catch (error) {
			onEnd({ error });
			return;
		}
		if (step.done) onEnd({ value: step.value });
		else next = setImmediate(doSlice);
	}
}
// src/report/brief-results.ts
/** Results without what tests and kernels choose the length of: for a disk that has no room for it. */
function briefResults(results) {
	return {
		...results,
		tests: results.tests.map(briefTest)
	};
}
function briefTest(test) {
	const { message, kernelLog, subtests, subtestsLeftOut = 0 } = test;
	const leftOut = subtests.length + subtestsLeftOut;
	return {
		...test,
		message: require_start.cutEnd(message, 200),
		kernelLog: kernelLog.length === 0 ? [] : ["[uml-run: left out, for the disk is full]"],
		subtests: [],
		...leftOut > 0 && { subtestsLeftOut: leftOut }
	};
}
// src/report/write-reports.ts
/**
* Writes reports into the output folder. Each is written to another name and then renamed, so a reader always finds a
* whole one. One that cannot be written keeps none of the others from it.
*
* @param folder the output folder, relative to the working folder or absolute; made when it does not exist
* @param renderers of those to write
* @returns whether they hold all that they could: on a full disk they do without outputs, kernel logs and subtests
* @throws UmlRunError `report-unwritable`, after the last
*/
function writeReports(results, folder, renderers) {
	const writing = reportsInPieces(results, folder, renderers);
	for (;;) {
		const step = writing.next();
		if (step.done) return step.value;
	}
}
/**
* As `writeReports`, which does all at once: each step renders one piece. One that is ended early (`return`) leaves the
* reports that it has not got to as they were.
*/
function* reportsInPieces(results, folder, renderers, { reserve, readTail } = {}) {
	const context = require_start.reportContext(folder, readTail);
	let form = {
		results,
		context,
		isWhole: true
	};
	const failures = [];
	for (const [name, render] of Object.entries(renderers)) {
		const path = (0, node_path.join)((0, node_path.resolve)(folder), name);
		let failure = yield* thrownBy(writeWhole(path, () => render(form.results, form.context)));
		if (form.isWhole && require_compile_cache.isDiskFull(failure)) {
			reserve?.release();
			form = {
				results: briefResults(results),
				context: {
					...context,
					limits: require_start.briefLimits
				},
				isWhole: false
			};
			failure = yield* thrownBy(writeWhole(path, () => render(form.results, form.context)));
		}
		if (failure !== void 0) failures.push({
			path,
			failure
		});
	}
	const [first] = failures;
	if (!first) return form.isWhole;
	const texts = failures.map(({ path, failure }) => `cannot write report "${path}": ${require_compile_cache.messageOf(failure, path)}`);
	throw new require_compile_cache.UmlRunError("report-unwritable", texts.join("; "), { cause: first.failure });
}
function* thrownBy(work) {
	try {
		yield* work;
		return;
	} catch (error) {
		return error;
	}
}
function* writeWhole(path, render) {
	const aside = `${path}.${process.pid}.tmp`;
	try {
		require_compile_cache.makeFolder((0, node_path.dirname)(path));
		yield* writePieces(aside, render());
		(0, node_fs.renameSync)(aside, path);
	} finally {
		(0, node_fs.rmSync)(aside, { force: true });
	}
}
/** Characters. Most pieces are small. */
const writtenAtOnce = 65536;
function* writePieces(path, pieces) {
	const file = (0, node_fs.openSync)(path, "w");
	try {
		let text = "";
		for (const piece of pieces) {
			text += piece;
			if (text.length >= writtenAtOnce) {
				(0, node_fs.writeFileSync)(file, text);
				text = "";
			}
			yield;
		}
		(0, node_fs.writeFileSync)(file, text);
	} finally {
		(0, node_fs.closeSync)(file);
	}
}
// src/report/written-outputs.ts
/**
* Which outputs of a run's tests hold anything. Most tests of a large run print nothing, and reports are written again and
* again: opening each empty file each time took longer than all else.
*/
var WrittenOutputs = class {
	folder;
	/** Relative to the output folder, as in the results. */
	written = /* @__PURE__ */ new Set();
	/** @param folder absolute path of the output folder */
	constructor(folder) {
		this.folder = folder;
	}
	/** To be told of each result once its outputs are whole, and again if it gets others. */
	look({ stdout, stderr }) {
		for (const path of [stdout, stderr]) if (isEmpty((0, node_path.join)(this.folder, path))) this.written.delete(path);
		else this.written.add(path);
	}
	/** As `tailReader`, which is asked only for outputs that hold anything. */
	get readTail() {
		const read = require_start.tailReader(this.folder);
		return (path, bytes) => this.written.has(path) ? read(path, bytes) : {
			bytes: /* @__PURE__ */ new Uint8Array(),
			omitted: 0
		};
	}
};
/** Whether there is nothing to read: an output that cannot be looked at has no place in a report either. */
function isEmpty(path) {
	try {
		return ((0, node_fs.statSync)(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
	} catch {
		return true;
	}
}
// src/report/live-reports.ts
/** Milliseconds. */
const minPause$1 = 200;
/** Milliseconds that a write keeps guests, their time limits and signals waiting at once, about. */
const slice = 20;
/**
* Writes results.json at once when the run starts, and keeps room on the disk back for all reports. Writes again at the
* first end of a test, later at most every fifth of a second, and never for more than a twentieth of the time; junit.xml,
* too, once what makes it is loaded, which begins with the first guest. A long write is done in slices, between which guests
* have their turn. A write that does not work costs a warning, once;
* the next change tries again.
* @param folder the output folder
*/
function openLiveReports(folder, reporter) {
	const outputs = new WrittenOutputs((0, node_path.resolve)(folder));
	let reserve;
	let isRefused = false;
	let timer;
	let unwritten;
	let loading;
	let live = resultsRenderer;
	const held = [];
	let writing;
	let isWriting = false;
	const warned = /* @__PURE__ */ new Set();
	/** @param count of those that were held when the write began, and the events that follow them up to the next end */
	function handOn(count = held.length) {
		const next = held.findIndex((event, index) => index >= count && event.type === "test-ended");
		const events = held.splice(0, next < 0 ? held.length : next);
		for (const event of events) reporter.onEvent(event);
	}
	function warn(text) {
		if (!warned.has(text)) reporter.onEvent({
			type: "warning",
			text
		});
		warned.add(text);
	}
	function begin(results) {
		try {
			writeReports(results, folder, resultsRenderer);
			reserve = reserveFor(folder);
		} catch (error) {
			const cause = error instanceof require_compile_cache.UmlRunError ? error.cause : error;
			isRefused = require_compile_cache.isDiskFull(cause);
			if (isRefused) throw noRoomError(folder, cause);
			warn(require_compile_cache.messageOf(error));
		}
	}
	function load() {
		loading ??= loadRenderers().then((all) => {
			live = {
				...live,
				"junit.xml": all["junit.xml"]
			};
			return all;
		});
		return loading;
	}
	function warnOfRemoval() {
		if (reserve && !(0, node_fs.existsSync)(folder)) warn(`the output folder "${folder}" was removed meanwhile: it is made again, without what was in it`);
	}
	async function writeLast(results, renderers) {
		warnOfRemoval();
		for (const test of results.tests) if (test.notRun) outputs.look(test);
		const end = await new Promise((resolve) => write(results, renderers, resolve));
		if ("error" in end) warn(require_compile_cache.messageOf(end.error));
		else if (!end.value) warn(`no room on the disk of "${folder}": its reports leave out outputs, kernel logs and subtests`);
		return "value" in end;
	}
	function write(results, renderers, onEnd) {
		const { readTail } = outputs;
		return inSlices(reportsInPieces(results, folder, renderers, {
			reserve,
			readTail
		}), slice, onEnd);
	}
	function writeSoFar(current) {
		unwritten = void 0;
		isWriting = true;
		const written = held.length;
		const before = performance.now();
		warnOfRemoval();
		writing = write(current(), live, (end) => {
			isWriting = false;
			if ("error" in end) warn(require_compile_cache.messageOf(end.error));
			reserve?.restore();
			handOn(written);
			pause(Math.max(minPause$1, 20 * (performance.now() - before)));
		});
	}
	function pause(milliseconds) {
		timer = setTimeout(() => {
			timer = void 0;
			if (unwritten) writeSoFar(unwritten);
		}, milliseconds).unref();
	}
	return {
		onEvent(event, current) {
			if (event.type === "run-started") begin(current());
			if (event.type === "guest-started") load().catch(() => void 0);
			const waits = held.length > 0 && event.type !== "warning";
			if (event.type !== "test-ended" && !waits) {
				reporter.onEvent(event);
				return;
			}
			held.push(event);
			if (event.type !== "test-ended") return;
			outputs.look(event.result);
			if (timer === void 0 && !isWriting) writeSoFar(current);
			else unwritten = current;
		},
		async finish(results) {
			clearTimeout(timer);
			if (isWriting) writing?.abandon();
			const renderers = await load().catch((error) => warn(require_compile_cache.messageOf(error)));
			const isWritten = isRefused || await writeLast(results, renderers ?? resultsRenderer) && renderers !== void 0;
			reserve?.release();
			handOn();
			return isWritten;
		}
	};
}
function noRoomError(folder, cause) {
	const message = `no room for reports in the output folder "${folder}": ${require_compile_cache.messageOf(cause)}; free some, or name another with --output`;
	return new require_compile_cache.UmlRunError("disk-full", message, { cause });
}
/** What all reports of the results in results.json take when they are brief, and some more. */
function reserveFor(folder) {
	const reserve = new Reserve((0, node_path.resolve)(folder), 262144 + 3 * (0, node_fs.statSync)((0, node_path.join)(folder, "results.json")).size);
	reserve.take();
	return reserve;
}
// src/text/json-shape.ts
/** A text is not JSON, or a value in it is not what was expected there; the message says where, and what. */
var JsonMismatch = class extends Error {
	name = "JsonMismatch";
};
/**
* Reads JSON from a file or a server, none of which can be relied on to be as it should.
*
* @param shape what it has to be; properties that a shape does not name are left out of the result
* @throws JsonMismatch
*/
function parseJson(text, shape) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new JsonMismatch("not valid JSON", { cause });
	}
	return shape(value, "");
}
/** An object with these properties, and perhaps others, which are ignored. */
function object(fields) {
	return (value, path) => {
		const own = new Map(entriesOf$1(value, path));
		const read = Object.entries(fields).map(([key, shape]) => [key, shape(own.get(key), `${path}.${key}`)]);
		return Object.fromEntries(read);
	};
}
function arrayOf(item) {
	return (value, path) => {
		if (!Array.isArray(value)) throw mismatch(path, "an array", value);
		return value.map((one, index) => item(one, `${path}[${index}]`));
	};
}
/** An object whose property names are data. */
function mapOf(item) {
	return (value, path) => {
		return new Map(entriesOf$1(value, path).map(([key, one]) => [key, item(one, `${path}.${key}`)]));
	};
}
function entriesOf$1(value, path) {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
	throw mismatch(path, "an object", value);
}
/** @param pattern what the whole string has to match; left out, any string is right */
function string(pattern) {
	return (value, path) => {
		if (typeof value !== "string" || pattern && !pattern.test(value)) throw mismatch(path, pattern ? `a string like ${pattern.source}` : "a string", value);
		return value;
	};
}
/** A number from `min` to `max`, both included. */
function number(min = -1e400, max = 1e400) {
	return (value, path) => {
		if (typeof value === "number" && value >= min && value <= max) return value;
		throw mismatch(path, `a number from ${min} to ${max}`, value);
	};
}
/** A whole number from `min` to `max`, both included. */
function integer$1(min = -1e400, max = 1e400) {
	return (value, path) => {
		if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
		throw mismatch(path, `a whole number from ${min} to ${max}`, value);
	};
}
function oneOf(...choices) {
	return (value, path) => {
		const found = choices.find((choice) => choice === value);
		if (found === void 0) throw mismatch(path, `one of ${choices.join(", ")}`, value);
		return found;
	};
}
function nullable(shape) {
	return (value, path) => value === null ? null : shape(value, path);
}
/** A property that may be missing, or null. */
function optional(shape) {
	return (value, path) => value === void 0 || value === null ? void 0 : shape(value, path);
}
/** A property that may be missing, and is `value` then. */
function orElse(value, shape) {
	return (given, path) => given === void 0 ? value : shape(given, path);
}
function mismatch(path, expected, value) {
	const got = value === void 0 ? "nothing" : JSON.stringify(value) ?? typeof value;
	return new JsonMismatch(`${path === "" ? "" : `${path.replace(/^\./, "")}: `}expected ${expected}, got ${got.length > 60 ? `${got.slice(0, 60)}\u2026` : got}`);
}
// src/results/read-results.ts
/**
* Reads a `results.json`, of this version of uml-run, an earlier one, or a later one that added properties, which are left
* out.
*
* @param path of the file; a relative one is taken from the working folder
* @throws UmlRunError `file-unreadable` when there is no such file; `results-invalid` when it is damaged, cut short, or
*   something else than docs/results.schema.json describes
*/
function readResults(path) {
	const text = textOf$2(path);
	try {
		return parseJson(text, results);
	} catch (cause) {
		if (!(cause instanceof JsonMismatch)) throw cause;
		throw new require_compile_cache.UmlRunError("results-invalid", `"${path}" is not a results.json of uml-run: ${cause.message}`, { cause });
	}
}
function textOf$2(path) {
	try {
		if (!(0, node_fs.statSync)(path).isFile()) throw new Error("it is not a regular file");
		return (0, node_fs.readFileSync)(path, "utf8");
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("file-unreadable", `cannot read results "${path}": ${require_compile_cache.messageOf(cause, path)}`, { cause });
	}
}
/** As records, so that the compiler asks for each. */
const verdicts = {
	passed: true,
	failed: true,
	skipped: true,
	errored: true
};
const reasons = {
	exit: true,
	signal: true,
	timeout: true,
	panic: true,
	splat: true,
	"not-started": true,
	"guest-died": true,
	"boot-failed": true,
	unsupported: true,
	skip: true,
	subtests: true,
	environment: true
};
const peerEnds = {
	"not-ready": true,
	running: true,
	exit: true,
	signal: true,
	"not-started": true,
	"guest-died": true
};
function keyOf(keys) {
	return oneOf(...Object.keys(keys));
}
const verdict = keyOf(verdicts);
const count = integer$1(0);
const subtest = object({
	name: string(),
	verdict,
	reason: string()
});
const testFields = object({
	name: string(),
	program: string(),
	kernel: string(),
	verdict,
	reason: keyOf(reasons),
	message: string(),
	exitCode: nullable(integer$1(0, 255)),
	signal: nullable(string()),
	seconds: number(0),
	attempts: count,
	failedAttempts: count,
	guest: orElse(null, nullable(string())),
	stdout: string(),
	stderr: string(),
	kernelLog: arrayOf(string()),
	subtests: arrayOf(subtest),
	subtestsLeftOut: optional(count),
	notRun: optional(oneOf(true))
});
const test = (value, path) => {
	const { notRun, subtestsLeftOut, ...fields } = testFields(value, path);
	return {
		...fields,
		...subtestsLeftOut !== void 0 && { subtestsLeftOut },
		...notRun && { notRun }
	};
};
const kernel = object({
	spec: string(),
	name: string(),
	version: string(),
	source: string(),
	path: string(),
	sha256: string(/^([0-9a-f]{64})?$/),
	bootSeconds: nullable(number(0))
});
const guestFields = object({
	id: string(),
	kernel: string(),
	log: string(),
	capture: optional(string()),
	started: object({
		after: nullable(string()),
		why: string()
	}),
	tests: orElse([], arrayOf(string()))
});
const peer = object({
	name: string(),
	command: string(),
	kernel: string(),
	address: string(),
	end: keyOf(peerEnds),
	message: string(),
	exitCode: nullable(integer$1(0, 255)),
	signal: nullable(string()),
	seconds: number(0),
	stdout: string(),
	stderr: string(),
	log: string()
});
const guest = (value, path) => {
	const { capture, ...fields } = guestFields(value, path);
	return {
		...fields,
		...capture !== void 0 && { capture }
	};
};
const resultsFields = object({
	version: oneOf(1),
	kernels: arrayOf(kernel),
	rootfs: optional(object({
		spec: string(),
		source: string()
	})),
	guests: orElse([], arrayOf(guest)),
	peers: optional(arrayOf(peer)),
	tests: arrayOf(test),
	totals: object({
		passed: count,
		failed: count,
		skipped: count,
		errored: count,
		notRun: orElse(0, count)
	}),
	interrupted: orElse(false, oneOf(true, false))
});
const results = (value, path) => {
	const { rootfs, peers, ...fields } = resultsFields(value, path);
	return {
		...fields,
		...rootfs && { rootfs },
		...peers && { peers }
	};
};
// src/report/clear-output.ts
/**
* Removes what an earlier run has left in the output folder: reports, halves of reports, and the outputs, artifacts,
* consoles and captures, of guests beside the tests too, that its results.json tells of, which is there from the start of
* its first test. All else stays, and no symbolic link below the folder is followed.
*
* @param folder absolute path of the output folder, which exists
* @throws the system's error
*/
function clearOutput(folder) {
	const earlier = resultsIn$1(folder);
	if (earlier) clearLogs(folder, earlier);
	const reports = (0, node_fs.readdirSync)(folder).filter(isReport);
	for (const name of reports.toSorted((a, b) => Number(a === "results.json") - Number(b === "results.json"))) (0, node_fs.rmSync)((0, node_path.join)(folder, name), { force: true });
}
/** @returns undefined where there are none, or they are damaged */
function resultsIn$1(folder) {
	try {
		return readResults((0, node_path.join)(folder, "results.json"));
	} catch {
		return;
	}
}
function isReport(name) {
	const [ending = "", writer] = /\.(\d+)\.tmp$/.exec(name) ?? [];
	const whole = name.slice(0, name.length - ending.length);
	return reportNames.some((report) => report === whole) && (writer === void 0 || !(0, node_fs.existsSync)(`/proc/${writer}`));
}
function clearLogs(folder, { guests, tests, peers = [] }) {
	const captures = new Set(guests.map(({ capture }) => capture));
	const stems = new Set(tests.map(({ stdout }) => stdout.replace(/\.stdout$/, "")));
	const ofPeers = new Set(peers.flatMap(filesOf$2));
	const folders = new Set([...stems, ...ofPeers].flatMap((path) => foldersAbove(path)));
	const kernels = new Set([...folders].filter((path) => (0, node_path.dirname)(path) === logs).map((path) => (0, node_path.basename)(path)));
	for (const path of [...folders].sort().reverse()) {
		if (!isRealFolder(folder, path)) continue;
		for (const name of (0, node_fs.readdirSync)((0, node_path.join)(folder, path))) {
			const file = (0, node_path.join)(path, name);
			const isConsole = path === logs && kernels.has(guestOf(name));
			const isTests = path !== logs && stems.has((0, node_path.join)(path, stemOf(name)));
			if (isConsole || isTests || captures.has(file) || ofPeers.has(file)) remove((0, node_path.join)(folder, file));
		}
		if ((0, node_fs.readdirSync)((0, node_path.join)(folder, path)).length === 0) (0, node_fs.rmdirSync)((0, node_path.join)(folder, path));
	}
}
const logs = "logs";
/** The capture is of all guests, and there before results.json tells of one of them. */
function filesOf$2({ stdout, stderr, log }) {
	return [
		stdout,
		stderr,
		log,
		log.replace(/\.log$/, ".ready.log"),
		(0, node_path.join)(logs, "guests.pcapng")
	];
}
/** @returns `logs/a/b`, `logs/a` and `logs` of `logs/a/b/c`; none of a path that leads elsewhere */
function foldersAbove(file) {
	const parts = (0, node_path.dirname)(file).split("/");
	if (parts[0] !== logs || (0, node_path.join)(file) !== file) return [];
	return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
/** What is reached through a symbolic link is not of a run's making. */
function isRealFolder(folder, path) {
	const whole = (0, node_path.join)((0, node_fs.realpathSync)(folder), path);
	return (0, node_fs.existsSync)(whole) && (0, node_fs.realpathSync)(whole) === whole && (0, node_fs.lstatSync)(whole).isDirectory();
}
/** The kernel, by the name of a guest's console or capture; a guest may have been started that results.json does not tell of. */
const guestOf = (name) => /^(.*)-\d+\.(?:log|pcapng)$/.exec(name)?.[1] ?? "";
/** The test, by the name of a file or folder that any of its rounds has left. */
const stemOf = (name) => name.replace(/(\.later|\.round-\d+)?\.(stdout|stderr|artifacts)$/, "");
function remove(path) {
	const isFolder = (0, node_fs.lstatSync)(path).isDirectory();
	if (!isFolder || path.endsWith(".artifacts")) (0, node_fs.rmSync)(path, {
		recursive: isFolder,
		force: true
	});
}
// src/report/output-folder.ts
/**
* Makes the output folder, and checks that it can be written to. Nothing in it is touched.
*
* @param output relative to the working folder or absolute
* @returns its absolute path
* @throws UmlRunError `output-unwritable` when it is not a folder, or cannot be made or written to; `disk-full`
*/
function makeOutputFolder(output) {
	return attempt$3(output, (folder) => {
		require_compile_cache.makeFolder(folder);
		(0, node_fs.accessSync)(folder, node_fs.constants.W_OK | node_fs.constants.X_OK);
	});
}
/**
* Removes what an earlier run has left in the output folder, which would be taken for this one's.
*
* @param output as `makeOutputFolder` gives it
* @throws UmlRunError `output-unwritable` when something cannot be removed
*/
function takeOver(output) {
	attempt$3(output, clearOutput);
}
function attempt$3(output, step) {
	const folder = (0, node_path.resolve)(output);
	try {
		step(folder);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError(require_compile_cache.isDiskFull(cause) ? "disk-full" : "output-unwritable", `cannot use output folder ${JSON.stringify(output)}: ${reasonOf$2(cause)}`, { cause });
	}
	return folder;
}
function reasonOf$2(cause) {
	const code = require_compile_cache.errnoOf(cause);
	if (code === "EEXIST" || code === "ENOTDIR") return "it, or a part of its path, is a file; name another with --output";
	if (code === "ENOENT") return "it cannot be created there; name another with --output";
	if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "permission denied; name another with --output";
	return `${require_compile_cache.messageOf(cause)}; name another with --output`;
}
// src/report/output-lock.ts
/**
* Keeps other runs out of an output folder while the work is done.
*
* The lock is an abstract socket, named after the folder: it needs no file, works on every file system, and is free
* again however its process ends. Whoever connects is told who holds it. Runs in containers with networks of their own
* do not see each other.
*
* @param folder absolute path of a folder that exists
* @throws UmlRunError `output-in-use` when another run has it; whatever the work throws
*/
async function withOutputFolder(folder, work) {
	const { dev, ino } = (0, node_fs.statSync)(folder, { bigint: true });
	const name = `uml-run/output/${dev}-${ino}`;
	const lock = await take(name) ?? refuse(folder, await holderOf(name)) ?? await take(name);
	if (!lock) throw inUse(folder, "another run");
	try {
		return await work();
	} finally {
		lock.close();
	}
}
function refuse(folder, holder) {
	if (holder !== void 0) throw inUse(folder, holder);
}
function inUse(folder, holder) {
	return new require_compile_cache.UmlRunError("output-in-use", `output folder "${folder}" is in use by ${holder}; wait until it has ended, or name another folder with --output`);
}
function take(name) {
	const holder = `process ${process.pid}, since ${(/* @__PURE__ */ new Date()).toISOString()}`;
	return takeName(name, (asking) => asking.end(holder));
}
/** Milliseconds: whoever has it may be stopped. */
const patience$3 = 1e3;
/** @returns who listens there, in words; undefined when nobody does any more */
async function holderOf(name) {
	const socket = (0, node_net.connect)({
		path: `\0${name}`,
		signal: AbortSignal.timeout(patience$3)
	});
	let answer = "";
	try {
		for await (const piece of socket) answer += piece;
	} catch {
		return;
	}
	return /^process \d{1,10}, since [\dTZ:.-]{1,30}$/.test(answer) ? answer : "another process";
}
// src/results/record.ts
/**
* What is known of a run so far, from its events. Each changes it in place: a run may have 100,000 results, and a copy of
* them for each event would take longer than the tests. What it has given never changes.
*/
var RunRecord = class {
	kernels = [];
	rootfs;
	/** And their numbers among those of their kernel. */
	guests = [];
	peers;
	tests = [];
	/** Where in `tests` a test on a kernel is. */
	places = /* @__PURE__ */ new Map();
	/** Seconds that each guest took to boot, by the name of its kernel. */
	boots = /* @__PURE__ */ new Map();
	/** The guests of tests that have started, and not ended, by the place of the test. */
	running = /* @__PURE__ */ new Map();
	/** Names of the tests that a guest has started, in their order. */
	starts = /* @__PURE__ */ new Map();
	end;
	/** Takes the events of one run, in their order. What is of no test of the run changes nothing. */
	apply(event) {
		switch (event.type) {
			case "run-started":
				this.kernels = event.kernels;
				this.rootfs = event.rootfs;
				this.peers = event.peers;
				this.tests = [...event.tests];
				this.places = new Map(event.tests.map((test, index) => [placeOf(test), index]));
				break;
			case "peer-changed":
				this.peers = this.peers?.map((one) => one.name === event.peer.name ? event.peer : one);
				break;
			case "guest-started":
				this.guests.push({
					...event.guest,
					number: event.number
				});
				break;
			case "kernel-booted":
				addTo(this.boots, event.kernel, event.seconds);
				break;
			case "test-started": {
				const index = this.places.get(placeOf({
					kernel: event.kernel,
					name: event.test
				}));
				if (index === void 0) break;
				this.running.set(index, event.guest);
				addTo(this.starts, placeOfGuest(event), event.test);
				break;
			}
			case "test-ended": {
				const index = this.places.get(placeOf(event.result));
				if (index === void 0) break;
				this.running.delete(index);
				this.tests[index] = event.result;
				break;
			}
			case "guest-ended":
				for (const [index, guest] of this.running) if (guest === event.guest && this.tests[index]?.kernel === event.kernel) this.running.delete(index);
				break;
			case "run-ended": this.end = event;
		}
	}
	/** What the reports are made from: a copy, in time proportional to the run. */
	results() {
		const totals = {
			passed: 0,
			failed: 0,
			skipped: 0,
			errored: 0,
			notRun: 0
		};
		for (const { verdict, notRun } of this.tests) {
			totals[verdict]++;
			if (notRun) totals.notRun++;
		}
		return {
			version: 1,
			kernels: this.kernels.map((kernel) => ({
				...kernel,
				bootSeconds: median(this.boots.get(kernel.name) ?? [])
			})),
			...this.rootfs && { rootfs: this.rootfs },
			guests: this.guestResults(),
			...this.peers && { peers: [...this.peers] },
			tests: this.tests.map((test, place) => test.notRun ? {
				...test,
				message: whyNotRun(this.end, this.running.has(place))
			} : test),
			totals,
			interrupted: this.end?.interrupted ?? true
		};
	}
	guestResults() {
		return this.guests.map(({ number, ...guest }) => {
			const starts = this.starts.get(placeOfGuest({
				kernel: guest.kernel,
				guest: number
			}));
			return {
				...guest,
				tests: [...starts ?? []]
			};
		});
	}
};
function addTo(lists, key, value) {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}
/** @param guest counts the guests of its kernel, from 1 */
const placeOfGuest = ({ kernel, guest }) => `${guest} ${kernel}`;
function whyNotRun(end, isRunning) {
	const when = isRunning ? "while it ran" : "before its turn";
	if (end?.problem !== void 0) return `the run ended ${when}: ${end.problem}`;
	return `${end?.interrupted ? "the run was interrupted" : "the run ended"} ${when}`;
}
function placeOf({ kernel, name }) {
	return JSON.stringify([kernel, name]);
}
function median(values) {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
// src/runner/order.ts
/**
* The attempts that the tests of a kernel begin with, in the order in which they are to be started.
* @param tests of one kernel
* @returns each list is the work of at least one guest, which has nothing of another list; there is no empty one
*/
function planAttempts(tests, { order, times, repeat }) {
	const attempts = inRounds(order === "longest" ? longestFirst(tests, times) : tests, repeat);
	const [first] = tests;
	return (first && typeof order === "object" ? asBefore(attempts, guestsOf(order, first.kernel)) : [attempts]).filter(({ length }) => length > 0);
}
function inRounds(tests, repeat) {
	return Array.from({ length: repeat }, (_, round) => round + 1).flatMap((round) => tests.map((of) => ({
		of,
		round
	})));
}
/** Seconds: differences below it are noise, and would give short tests another order in each run. */
const step = .05;
/** So that no long test is left when all others have ended. One without a known time may be long; ties stay as given. */
function longestFirst(tests, times) {
	return tests.map((one) => ({
		one,
		steps: stepsOf(times.expectedSeconds(one.test, one.kernel))
	})).toSorted((a, b) => a.steps === b.steps ? 0 : b.steps - a.steps).map(({ one }) => one);
}
function stepsOf(seconds = Number.POSITIVE_INFINITY) {
	return Math.floor(seconds / step);
}
/**
* Each time that a guest started a test stands for the next of its rounds; what was a retry has none. Attempts that the
* guests did not have come last.
* @param guests names of tests, for each guest
*/
function asBefore(attempts, guests) {
	const left = /* @__PURE__ */ new Map();
	for (const { of } of attempts) left.set(of.test.name, []);
	for (const attempt of attempts.toReversed()) left.get(attempt.of.test.name)?.push(attempt);
	const lists = guests.map((names) => names.flatMap((name) => left.get(name)?.pop() ?? []));
	const placed = new Set(lists.flat());
	return [...lists, attempts.filter((attempt) => !placed.has(attempt))];
}
/** The tests that each guest of the kernel started, or of one of the same spec: a release may have a new one by now. */
function guestsOf({ kernels, guests }, kernel) {
	const same = kernels.find(({ name }) => name === kernel.name) ?? kernels.find(({ spec }) => spec === kernel.spec);
	return guests.filter((guest) => guest.kernel === same?.name).map(({ tests }) => tests);
}
/** Names that a warning has at most. */
const maxNames = 5;
/** What of an earlier run cannot be repeated, since this one is another, in sentences for the user. */
function otherThanBefore(earlier, tests, kernels) {
	const names = new Set(tests.map(({ name }) => name));
	const started = kernels.map((kernel) => ({
		kernel,
		names: guestsOf(earlier, kernel).flat()
	}));
	const gone = new Set(started.flatMap((one) => one.names).filter((name) => !names.has(name)));
	const without = started.filter((one) => one.names.length === 0).map(({ kernel }) => kernel.name);
	const file = JSON.stringify(earlier.file);
	return [...gone.size > 0 ? [`${file} has tests that this run does not have: ${inShort([...gone])}`] : [], ...without.length > 0 ? [`${file} has no test on ${inShort(without)}: the order there is the one given`] : []];
}
function inShort(names) {
	const more = names.length - maxNames;
	return `${names.slice(0, maxNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
// src/verdict/allowed-splat.ts
/** Of a splat's first line: more is not looked at. */
const maxCharacters = 1e3;
/** For one line. */
const maxMilliseconds = 1e3;
/** An expression of `--allow-splats`. One that takes too long for a line matches none from then on. */
var AllowedSplat = class {
	/** What is wrong with it, for the user; missing while nothing is. */
	problem;
	place;
	context;
	/** @param place where it is, for the user: the option, or a file and its line */
	constructor(pattern, place) {
		this.place = place;
		this.context = {
			pattern,
			text: ""
		};
		(0, node_vm.createContext)(this.context);
	}
	/** Takes a second at most: the text is the kernel's, or a test's. */
	test(title) {
		if (this.problem !== void 0) return false;
		this.context.text = title.slice(0, maxCharacters);
		try {
			return search.runInContext(this.context, { timeout: maxMilliseconds }) === true;
		} catch {
			const { source } = this.context.pattern;
			this.problem = `${this.place}: "${source}" takes more than a second for a line of ${this.context.text.length} characters, and was given up; write it without repetitions within repetitions`;
			return false;
		}
	}
};
/** Only code of this kind can be given a time to end. */
const search = new node_vm.Script("pattern.test(text)");
// src/verdict/allow-list.ts
/**
* The regular expressions of `--allow-splats`.
* @param texts each one expression, or `@` and the path of a file with one a line, `#` before what is none
* @throws UmlRunError `option-invalid` for what is not a regular expression, with its line, and for a file that cannot
* be read
*/
async function readAllowList(texts) {
	const lists = texts.map((text) => text.startsWith("@") ? expressionsIn(text.slice(1)) : [compile(text, "--allow-splats")]);
	return (await Promise.all(lists)).flat();
}
async function expressionsIn(path) {
	return (await textOf$1(path)).split("\n").map((line) => line.trim()).flatMap((line, index) => line === "" || line.startsWith("#") ? [] : [compile(line, `${path}, line ${index + 1}`)]);
}
async function textOf$1(path) {
	try {
		return await (0, node_fs_promises.readFile)(path, "utf8");
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("option-invalid", `--allow-splats: cannot read the file "${path}": ${require_compile_cache.messageOf(cause, path)}`, { cause });
	}
}
function compile(text, place) {
	try {
		return new AllowedSplat(new RegExp(text), place);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("option-invalid", `${place}: "${text}" is not a valid regular expression: ${require_compile_cache.messageOf(cause)}`, { cause });
	}
}
// src/runner/policy.ts
/**
* What a test has to do to pass, from what the user chose.
* @param options `allowSplats`: regular expressions, or `@` and the path of a file with one a line
* @throws UmlRunError `option-invalid` for what is not a regular expression, and for a file that cannot be read
*/
async function policyOf({ skipExitCodes, failOn, allowSplats, stdout }) {
	return {
		skipExitCodes,
		failOn,
		allowSplats: await readAllowList(allowSplats),
		holdsBack: stdout === "pipe"
	};
}
/** What turned out to be wrong with it while it was used, for the user: expressions that took too long. */
function problemsOfPolicy({ allowSplats = [] }) {
	return allowSplats.flatMap(({ problem }) => problem ?? []);
}
// src/runner/run-exit-code.ts
/**
* The exit code of a run. 2 comes before 3, which comes before 1; a kernel that is unavailable counts only where nothing
* else is wrong, as it has a column of its own.
*/
function runExitCode({ isInterrupted, isInputWrong, isReported, tests }) {
	const bad = tests.filter(({ verdict }) => verdict === "failed" || verdict === "errored");
	if (isInterrupted) return 130;
	if (isInputWrong) return 2;
	if (!isReported || bad.some(({ reason }) => reason === "environment")) return 3;
	if (bad.some(({ reason }) => reason !== "boot-failed")) return 1;
	return bad.length > 0 ? 3 : 0;
}
// src/guest/output-paths.ts
/** Where a test's output goes, below the folder of logs. */
function outputPaths(logs, kernel, test) {
	const base = (0, node_path.join)(logs, safeName(kernel), safePath(test));
	return {
		stdout: `${base}.stdout`,
		stderr: `${base}.stderr`
	};
}
/**
* @param output absolute path of the output folder
* @throws the system's error
*/
function makeFolderOfLogs(output) {
	require_compile_cache.makeFolder((0, node_path.join)(output, "logs"));
}
/** Where what a guest of a name, or all of them, sent and received goes, below the folder of logs. */
function capturePath(logs, name) {
	return (0, node_path.join)(logs, `${name}.pcapng`);
}
/**
* The file that gets what a guest sends and receives, if that is captured.
* @param own absolute path of that of a network of its own
*/
function captureOf(network, own) {
	if (!network || !("capture" in network)) return void 0;
	return "slirp" in network ? network.capture && own : network.capture;
}
/** Where what a test left behind goes, beside its output. */
function artifactsPath({ stdout }) {
	return stdout.replace(/\.stdout$/, ".artifacts");
}
/** What is as long as a path may be on the host is longer where it is written safely, and in another folder. */
function safePath(test) {
	const path = test.split("/").map(safeName).map(unlikeOutput).join("/");
	return path.length > maxPath$1 ? (0, node_path.join)("~", digestOf(test)) : path;
}
const maxPath$1 = 1e3;
/** `x.artifacts/y` and `x.later` are not to be taken for what belongs to a test `x`. */
function unlikeOutput(name) {
	return name.replace(/\.(?=(stdout|stderr|artifacts|later|round-\d+)$)/, "%2e");
}
function digestOf(name) {
	return (0, node_crypto.createHash)("sha256").update(name).digest("hex").slice(0, 16);
}
/** A name as a file's: what would be odd or too long there is written as `%` and its code. */
function safeName(name) {
	const safe = Buffer.from(name).toString("latin1").replace(/[^\w.+@=,-]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
	return safe.length > 200 ? `${safe.slice(0, 160)}~${digestOf(name)}` : safe;
}
// src/runner/event-queue.ts
/** Passes events in order from those that push to the one that iterates. Events pushed after the end are dropped. */
var EventQueue = class {
	waiting = [];
	end;
	wake = () => {};
	push(event) {
		if (this.end) return;
		this.waiting.push(event);
		this.wake();
	}
	close() {
		this.end ??= {};
		this.wake();
	}
	/** Ends the queue: the iteration yields the events so far and then throws this. */
	fail(error) {
		this.end ??= { error };
		this.wake();
	}
	async *[Symbol.asyncIterator]() {
		for (;;) {
			const batch = this.waiting;
			this.waiting = [];
			yield* batch;
			if (this.waiting.length > 0) continue;
			if (this.end && "error" in this.end) throw this.end.error;
			if (this.end) return;
			await new Promise((resolve) => {
				this.wake = resolve;
			});
		}
	}
};
// src/runner/lost-peers.ts
/** What those who judge tests have to know of the guests beside them. */
var LostPeers = class {
	/** Why the first that is gone is gone, as far as that has been heard of. */
	first;
	running = [];
	/** @param running all of them */
	begin(running) {
		this.running = running;
	}
	/**
	* What a test sees of a guest's end may be there before the guest's own word of it: resolves once each has said that its
	* program runs, or is known to have ended, or has said nothing within `patience`.
	*/
	async hear() {
		await Promise.all(this.running.map(({ hear }) => hear(patience$2)));
	}
};
/** Seconds. With `--userspace seccomp`, none can be asked, and an end is heard of by then. */
const patience$2 = 1;
// src/verdict/hints.ts
/** Why a test that failed may have done so, and what to do: words for the user, the most certain first; often none. */
function hintsOf(evidence) {
	return [
		evidence.hint?.(),
		shortOfMemory(evidence),
		noRoom(evidence)
	].filter((hint) => hint !== void 0);
}
/** Who ran out of memory while a test ran, and what to do, in words for the user; undefined where nobody did. */
function shortOfMemory({ end, outOfMemory }) {
	if (!outOfMemory) return void 0;
	if ("panic" in outOfMemory) return "the guest ran out of memory (raise it with --memory)";
	const { killed, of } = outOfMemory;
	const who = end?.how === "signal" && end.number === 9 ? "" : `, and ${killed} was killed`;
	return of === "the guest" ? `the guest ran out of memory${who} (raise it with --memory)` : `${of} ran out of memory${who}`;
}
function noRoom({ isFull }) {
	return isFull && "the memory is full that holds what it wrote to the folder it started in (raise it with --memory)";
}
// src/verdict/signals.ts
const names$1 = new Map(Object.entries(node_os.constants.signals).map(([name, number]) => [number, name]));
/** Name of a signal on Linux, e.g. `SIGSEGV`; the real-time ones count from SIGRTMIN as the C library does. */
function signalName(number) {
	const twice = {
		6: "SIGABRT",
		29: "SIGIO",
		31: "SIGSYS"
	};
	if (number >= 34) return number === 34 ? "SIGRTMIN" : `SIGRTMIN+${number - 34}`;
	return twice[number] ?? names$1.get(number) ?? `signal ${number}`;
}
// src/verdict/sort-splats.ts
/** Taint flags that stand for a splat (Documentation/admin-guide/tainted-kernels.rst), and the kinds it may be. */
const flags = [
	{
		bit: 5,
		letter: "B",
		kinds: [
			"bad-page",
			"kasan",
			"bug"
		]
	},
	{
		bit: 7,
		letter: "D",
		kinds: ["oops", "bug"]
	},
	{
		bit: 9,
		letter: "W",
		kinds: [
			"warning",
			"refcount",
			"list-corruption",
			"scheduling",
			"lockdep"
		]
	},
	{
		bit: 14,
		letter: "L",
		kinds: ["bug"]
	}
];
/** Sorts splats by what the policy says of them. */
function sortSplats(splats, { taint, incomplete }, { failOn, allowSplats = [] }) {
	const real = splats.filter(({ taints }) => !taints || taint?.after !== 0);
	const failing = real.filter(({ kind }) => failOn.includes(kind));
	const isAllowed = ({ title }) => allowSplats.some((pattern) => pattern.test(title));
	const sorted = {
		counted: failing.filter((splat) => !isAllowed(splat)),
		allowed: failing.filter(isAllowed)
	};
	const undecided = whyUndecided(real, taint, incomplete, failOn);
	return undecided === void 0 ? sorted : {
		...sorted,
		undecided
	};
}
function whyUndecided(splats, taint, incomplete, failOn) {
	if (failOn.length === 0) return void 0;
	if (incomplete) return "a part of the kernel's log is missing";
	const silent = flags.find(({ bit, kinds }) => taint && (taint.after & ~taint.before & 1 << bit) !== 0 && kinds.some((kind) => failOn.includes(kind)) && !splats.some(({ kind }) => kinds.includes(kind)));
	return silent && `the kernel has tainted itself (${silent.letter}), and its log does not tell why`;
}
// src/verdict/start-error.ts
/** Why a program could not be started, for people: what execve(2) and clone(2) say. */
function startErrorText(errno) {
	return texts[errno] ?? errnoText(errno);
}
const texts = {
	1: "the kernel does not permit it (EPERM)",
	2: "the guest lacks the file, or the interpreter or loader that it names (ENOENT)",
	5: "input/output error (EIO)",
	7: "its arguments and environment are too long (E2BIG)",
	8: "the kernel does not know its format (ENOEXEC)",
	11: "no process can be made at the moment (EAGAIN)",
	12: "the guest has too little memory; see --memory (ENOMEM)",
	13: "it, or its interpreter, may not be executed, or the folder that it starts in may not be entered (EACCES)",
	20: "a part of its path is not a folder (ENOTDIR)",
	26: "it is open for writing (ETXTBSY)",
	40: "too many symbolic links on its path (ELOOP)"
};
// src/verdict/judge.ts
/** By how a program ended alone: no splat counts, and no exit code but 0 is good. */
const byEndAlone = {
	skipExitCodes: [],
	failOn: []
};
/**
* Evidence to verdict. What a program prints can make its verdict worse, never better. Only a test's own exit marker with an exit code of 0 makes it passed, and only when it is known
* that the kernel did not complain meanwhile; everything that is not known for certain is errored.
*/
function judge(evidence, policy) {
	const { end, panic, splats, noExit, doing = [] } = evidence;
	const sorted = sortSplats(splats, evidence, policy);
	const { allowed, undecided } = sorted;
	const splat = complaintOf(sorted);
	const byEnd = end && ended$2(end, evidence, policy);
	const fault = noExit?.cause === "environment" ? noExit.how : evidence.hostFault;
	if (fault !== void 0 && (!byEnd || isBad$1(byEnd))) return errored("environment", withNotes(fault, [splat]));
	const missed = panic === void 0 ? missedFor(byEnd, noExit) : void 0;
	if (evidence.lostPeer !== void 0 && missed !== void 0) return errored("environment", withNotes(evidence.lostPeer, [missed, splat]));
	if (!byEnd) {
		const notes = [
			splat,
			shortOfMemory(evidence),
			heldBack(policy)
		];
		if (panic !== void 0) return errored("panic", withNotes(`kernel panic: ${wordsOf$1(panic, splats)}`, notes.slice(1)));
		if (noExit?.cause === "timeout") return {
			...errored("timeout", withNotes(`${timeUp$1(noExit)}${activity(doing)}`, [unseen(noExit), ...notes])),
			verdict: "failed"
		};
		return errored("guest-died", withNotes(noExit?.how ?? "the guest ended before the test did", notes));
	}
	if (isBad$1(byEnd)) {
		const notes = [
			...byEnd.verdict === "failed" ? hintsOf(evidence) : [],
			splat,
			byEnd.signal === null ? void 0 : heldBack(policy)
		];
		return {
			...byEnd,
			message: withNotes(byEnd.message, notes)
		};
	}
	if (splat) return {
		...byEnd,
		verdict: "failed",
		reason: "splat",
		message: splat
	};
	if (undecided) return {
		...byEnd,
		verdict: "errored",
		reason: "splat",
		message: `${byEnd.message}, but ${undecided}`
	};
	if (!allowed[0]) return byEnd;
	return {
		...byEnd,
		message: `${byEnd.message}; allowed: ${allowed[0].title}${andMore(allowed.length - 1)}`
	};
}
/** How a test failed that the loss of a peer may have made fail: it was started, and the kernel went on. */
function missedFor(byEnd, noExit) {
	if (!byEnd) return timeUp$1(noExit);
	return isBad$1(byEnd) && byEnd.reason !== "not-started" ? byEnd.message : void 0;
}
/** What the kernel complained of, where that fails a test. */
function complaintOf({ counted: [first, ...more] }) {
	return first && `the kernel complained: ${first.title}${andMore(more.length)}`;
}
function isBad$1({ verdict }) {
	return verdict === "failed" || verdict === "errored";
}
/** A bare `BUG!` is all that a panic of BUG() says; the line before has the place. */
function wordsOf$1(panic, splats) {
	const bug = splats.findLast(({ kind }) => kind === "bug");
	return panic === "BUG!" && bug ? bug.title : panic;
}
/** For a program that did not get to flush its output. */
function heldBack({ holdsBack = false }) {
	return holdsBack ? "output that it had not flushed is lost (see --stdout)" : void 0;
}
function withNotes(message, notes) {
	return [message, ...notes.filter((note) => note !== void 0)].join("; ");
}
function andMore(count) {
	return count > 0 ? ` (and ${count} more)` : "";
}
function timeUp$1(noExit) {
	return noExit?.cause === "timeout" ? `still running after ${noExit.seconds} s` : void 0;
}
function unseen(noExit) {
	return noExit.unseen ? "what its threads did is not known: with --userspace seccomp, the sandbox refuses the management console" : void 0;
}
/** In a message, of the first few threads. */
function activity(doing) {
	const [shown, more] = [doing.slice(0, 3), doing.length - 3];
	if (shown.length === 0) return "";
	return `: ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
/** The kernel's selftests end with 4 when they skip, and then their plan says why; a plan excuses no other failure. */
const kselftestSkip = 4;
function ended$2(end, { skip, subtests }, { skipExitCodes }) {
	if (end.how === "not-started") return errored("not-started", `cannot be started: ${startErrorText(end.errno)}`);
	if (end.how === "signal") {
		const signal = signalName(end.number);
		return {
			verdict: "failed",
			reason: "signal",
			message: `killed by ${signal}`,
			exitCode: null,
			signal
		};
	}
	const exited = {
		message: `exited with ${end.code}`,
		exitCode: end.code,
		signal: null
	};
	if (subtests !== void 0 && end.code === 0) return {
		verdict: "failed",
		reason: "subtests",
		...exited,
		message: `exited with 0, but ${subtests}`
	};
	if (skip !== void 0 && (end.code === 0 || end.code === kselftestSkip)) return {
		verdict: "skipped",
		reason: "skip",
		...exited,
		message: `skipped: ${skip}`
	};
	if (end.code === 0) return {
		verdict: "passed",
		reason: "exit",
		...exited
	};
	if (skipExitCodes.includes(end.code)) return {
		verdict: "skipped",
		reason: "skip",
		...exited
	};
	return {
		verdict: "failed",
		reason: "exit",
		...exited
	};
}
function errored(reason, message) {
	return {
		verdict: "errored",
		reason,
		message,
		exitCode: null,
		signal: null
	};
}
// src/verdict/relevant-log.ts
/** Lines of the kernel's log that a report shows at most. */
const maxLines$1 = 400;
/**
* What a report shows of the kernel's log: all of it, or the whole reports of the kernel's splats and the end of it.
*
* @param bytes that its lines may have together
*/
function relevantLog({ log, splats }, bytes) {
	const all = lastLines(log, maxLines$1, bytes);
	if (all.length === log.length) return all;
	const traces = firstLines$1(splats.flatMap(({ trace }) => trace), maxLines$1 / 2, bytes / 2);
	const rest = lastLines(log, maxLines$1 - traces.length, bytes - sizeOf$5(traces));
	return traces.every((line) => rest.includes(line)) ? all : [
		...traces,
		"...",
		...rest.slice(1)
	];
}
function lastLines(log, lines, bytes) {
	return firstLines$1(log.toReversed(), lines, bytes).reverse();
}
function firstLines$1(log, lines, bytes) {
	const shown = log.slice(0, lines);
	let free = bytes;
	const end = shown.findIndex((line) => {
		free -= sizeOf$5([line]);
		return free < 0;
	});
	return end < 0 ? shown : shown.slice(0, end);
}
function sizeOf$5(lines) {
	return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
// src/console/thread.ts
/** What every thread that waits is in, and so says nothing about this one. */
const scheduler = /* @__PURE__ */ new Set([
	"__switch_to",
	"__schedule",
	"schedule",
	"schedule_timeout",
	"context_switch"
]);
function readThread(words) {
	const [id = "", name, state = "", ...calls] = words;
	if (!/^[0-9]{1,9}$/.test(id) || !name || !/^[A-Z]$/i.test(state)) return void 0;
	return {
		id: Number(id),
		name,
		state,
		calls: calls.filter((call) => !scheduler.has(call))
	};
}
const states = {
	R: "running",
	S: "sleeping",
	D: "in an uninterruptible sleep",
	T: "stopped",
	t: "stopped by its tracer",
	Z: "a zombie",
	I: "idle"
};
/** For people: `spin (2) sleeping in pipe_read`. */
function describeThread({ id, name, state, calls }) {
	const doing = states[state] ?? `in state ${state}`;
	const [innermost] = calls;
	return `${name} (${id}) ${doing}${innermost === void 0 || state === "R" ? "" : ` in ${innermost}`}`;
}
/** The same with all of its calls, as a line of a log. */
function threadLine(thread) {
	const { calls } = thread;
	return calls.length > 1 ? `${describeThread(thread)} < ${calls.slice(1).join(" < ")}` : describeThread(thread);
}
// src/runner/threads-in-words.ts
/** What a test's threads did when its time was up, for a message: a few words each. None where nobody could be asked. */
function doingOf({ threads = [] }) {
	return threads.map(describeThread);
}
/** The same for a log: a line for each thread with its stack, below one that says what they are. */
function stateOf({ threads = [] }) {
	return threads.length > 0 ? ["What it did when its time was up:", ...threads.map(threadLine)] : [];
}
// src/runner/outcome.ts
/** Characters of a result's message: the program, or the kernel, chooses some of them. */
const maxMessage = 2e3;
/**
* What became of one attempt at a test, judged.
* @param detailBytes that the kernel's log may have in it
*/
function findingsOf({ outcome, seconds, guest, tap, hint, lostPeer }, policy, detailBytes) {
	const { observation, noExit } = outcome;
	const judgement = judge({
		...observation,
		noExit,
		skip: tap?.skip,
		subtests: tap?.problem,
		doing: doingOf(observation),
		lostPeer,
		...hint && { hint }
	}, policy);
	return {
		...judgement,
		message: judgement.message.slice(0, maxMessage),
		kernelLog: [...relevantLog(observation, detailBytes), ...stateOf(observation)],
		subtests: tap?.subtests ?? [],
		...tap?.leftOut !== void 0 && { subtestsLeftOut: tap.leftOut },
		seconds,
		guest
	};
}
/** Findings for a test that cannot run here. */
function cannotRun(problem) {
	return {
		verdict: "errored",
		reason: "not-started",
		message: problem,
		exitCode: null,
		signal: null,
		kernelLog: [],
		subtests: [],
		seconds: 0,
		guest: null
	};
}
/** Findings for a test on a kernel that cannot be had. */
function noKernel(problem) {
	return {
		...cannotRun(problem.slice(0, maxMessage)),
		reason: "boot-failed"
	};
}
/** Findings for a test on a kernel that does not boot. */
function noGuestBooted({ problem, isMachines, log, guest }, detailBytes) {
	const kernelLog = relevantLog({
		log,
		splats: []
	}, detailBytes);
	const reason = isMachines ? "environment" : "boot-failed";
	return {
		...cannotRun(`no guest booted: ${problem}`),
		reason,
		kernelLog,
		guest
	};
}
// src/runner/peer-result.ts
/** What is known of one before it runs. */
function newPeer({ name, command, kernel, settings }) {
	return {
		name,
		command,
		kernel: kernel.version,
		address: settings.link?.address ?? "",
		end: "not-ready",
		message: "its program has not started",
		exitCode: null,
		signal: null,
		seconds: 0,
		stdout: peerLog(name, "stdout"),
		stderr: peerLog(name, "stderr"),
		log: peerLog(name, "log")
	};
}
/** A file of a peer, relative to the output folder; `ready.log` is the console of the guest that waits for it. */
function peerLog(name, ending) {
	return `logs/peer-${name}.${ending}`;
}
/** How the program of a peer ended. */
function endOfPeer(end) {
	const none = {
		exitCode: null,
		signal: null
	};
	switch (end.how) {
		case "exit": return {
			...none,
			end: "exit",
			message: `ended with code ${end.code}`,
			exitCode: end.code
		};
		case "signal": return {
			...none,
			end: "signal",
			message: `was ended by signal ${end.number}`,
			signal: signalName(end.number)
		};
		case "not-started": return {
			...none,
			end: "not-started",
			message: `could not be started (errno ${end.errno})`
		};
	}
}
// src/guest/limits.ts
/** Tests of one guest: each has a place for its artifacts, which is made before the guest boots. */
const mostTests = 1e3;
/**
* More than what fits into a guest's memory, so no test meets them. A kernel that is told its memory by its own words
* has none.
*/
function limitsOf({ settings, kernel, places, disks = [] }, user) {
	const { memoryMegabytes, artifactsLimit = 0 } = settings;
	const memoryBytes = memoryFolderBytes(settings);
	if (!Number.isFinite(memoryBytes)) return {};
	return {
		...user === "own" && { processes: few$1 + 64 * memoryMegabytes },
		descriptors: few$1 + 2048 * memoryMegabytes,
		...kernel.privateMegabytes !== void 0 && { dataBytes: kernel.privateMegabytes * 2 ** 20 },
		fileBytes: Math.max(memoryBytes, places * artifactsLimit, ...disks.map(({ bytes }) => bytes))
	};
}
/** What a guest is promised, in bytes: its memory, and a disk that is as large where it has one to work on. */
function roomBytes({ memoryMegabytes, hasWorkDisk = false }) {
	return memoryMegabytes * (hasWorkDisk ? 2 : 1) * 2 ** 20;
}
/** What a guest's memory takes on the host at most, in bytes, and its kernel's other files. */
function memoryFolderBytes(settings) {
	return /(?:^|\s)mem=/.test(settings.kernelArguments) ? Number.POSITIVE_INFINITY : roomBytes(settings) + spareMegabytes * 2 ** 20;
}
/** For the kernel's own. */
const few$1 = 1024;
const spareMegabytes = 64;
/** The words of the supervisor's command line for them. */
function limitWords({ processes, descriptors, dataBytes, fileBytes }) {
	return Object.entries({
		processes,
		descriptors,
		"data-bytes": dataBytes,
		"file-bytes": fileBytes
	}).flatMap(([name, value]) => value === void 0 ? [] : [`--${name}`, String(value)]);
}
// src/runner/attempts.ts
const noAttempts = {
	attempts: 0,
	bad: 0
};
/** A test's tally with one more attempt. */
function tallyAttempt({ attempts, bad, firstBad }, findings) {
	if (!isBad(findings)) return {
		attempts: attempts + 1,
		bad,
		...firstBad && { firstBad }
	};
	const isFirst = !firstBad || firstBad.reason === "environment" && findings.reason !== "environment";
	return {
		attempts: attempts + 1,
		bad: bad + 1,
		firstBad: isFirst ? findings : firstBad
	};
}
/** What follows the attempt that was tallied last. */
function afterAttempt(tally, findings, { retries, untilFail }) {
	if (!isBad(findings)) return "next";
	if (tally.attempts <= retries) return "again";
	return untilFail ? "stop" : "next";
}
/**
* Which attempt counts. With `retries` the last: one that passes makes up for those before. With `repeat` the first
* that did not pass.
*/
function resultOf({ unrun }, tally, last, { repeat }) {
	const { attempts, bad: failedAttempts } = tally;
	return {
		...unrun,
		...repeat > 1 ? worst(tally, last) : last,
		attempts,
		failedAttempts
	};
}
function worst({ firstBad, attempts, bad }, last) {
	if (!firstBad) return last;
	return {
		...firstBad,
		message: `${bad} of ${attempts} attempts did not pass; the first: ${firstBad.message}`
	};
}
function isBad({ verdict }) {
	return verdict === "failed" || verdict === "errored";
}
// src/runner/attempt-queue.ts
/**
* The attempts on one kernel that have no guest yet, and the outcome of the others. Guests take attempts as they get a
* slot.
*/
var AttemptQueue = class {
	waiting = [];
	/** Lists of which each is one guest's, where an earlier run is repeated. */
	divided = [];
	/** Those that could not be started in a guest that was used. */
	startAgain = [];
	/** Those that did not pass, and run again after all others. */
	reruns = [];
	isDivided;
	options;
	/** How many attempts guests have of a test, where they have any: it never runs in two of them, and writes to one file. */
	running = /* @__PURE__ */ new Map();
	tallies = /* @__PURE__ */ new Map();
	/** Attempts that wait for a fresh guest after a start that failed. */
	retried = /* @__PURE__ */ new Set();
	/** Tests that could not be started in a fresh guest. */
	unstartable = /* @__PURE__ */ new Set();
	/** Tests of which an attempt was put back after this machine had ended it. */
	spared = /* @__PURE__ */ new Set();
	/**
	* @param lists of attempts, in the order in which they are taken
	* @param isDivided each list is for one guest; otherwise any guest takes from any
	*/
	constructor(lists, options, isDivided = false) {
		this.isDivided = isDivided;
		if (isDivided) this.divided = lists.map((list) => [...list]);
		else this.waiting = lists.flat();
		this.options = options;
	}
	get size() {
		return this.beforeReruns.length + this.startAgain.length + this.reruns.length;
	}
	/** Those that wait, but for those that run again. */
	get beforeReruns() {
		return this.divided.length === 0 ? this.waiting : [...this.divided.flat(), ...this.waiting];
	}
	/** Those that one more guest may run now: of a test that a guest has, it gets no round. */
	get forOneMore() {
		return this.divided.length === 0 ? this.forAny : [...this.divided.filter(this.isFree).flat(), ...this.forAny];
	}
	/** Tests that wait, and those that guests have: more guests than these have nothing to do. */
	get testsLeft() {
		return (/* @__PURE__ */ new Set([...this.running.keys(), ...this.beforeReruns.map(({ of }) => of)])).size;
	}
	/** Those that any guest may run now, the next one first. */
	get forAny() {
		return this.running.size === 0 ? this.waiting : this.waiting.filter(({ of }) => !this.running.has(of));
	}
	/** Whether any guest may get more, now or when a round before has ended. */
	get hasMoreForAny() {
		return this.waiting.length > 0;
	}
	/** Whether a guest in which nothing has run gets any now. */
	get hasFirst() {
		return this.nextList() >= 0 || this.startAgain.length > 0 || this.forAny.length > 0 || this.reruns.length > 0;
	}
	/** For a guest that is at work. */
	take(max) {
		const taken = this.forAny.slice(0, max);
		const isTaken = new Set(taken);
		this.waiting = this.waiting.filter((attempt) => !isTaken.has(attempt));
		return this.handOut(taken);
	}
	/**
	* For a guest in which nothing has run: a list that is a guest's own; or at most so many. One that has to be started again in
	* such a guest comes first.
	* @param isAlone each attempt has a guest of its own: one that runs again, too
	*/
	takeFirst(max, isAlone = false) {
		const again = this.startAgain.splice(0, 1);
		const next = this.nextList();
		const [list] = next < 0 ? [] : this.divided.splice(next, 1);
		const taken = [...again, ...list ? this.handOut(list) : this.take(max)];
		this.handOut(again);
		return taken.length > 0 ? taken : this.handOut(this.reruns.splice(0, isAlone ? 1 : this.reruns.length));
	}
	/** Takes all that are left, and makes each the last: no guest can run another. */
	giveUp() {
		this.options = {
			...this.options,
			retries: 0
		};
		const all = [
			...this.startAgain.splice(0),
			...this.beforeReruns,
			...this.reruns.splice(0)
		];
		[this.divided, this.waiting] = [[], []];
		return all;
	}
	/** Puts back attempts that had no turn: they are next. */
	putBack(attempts) {
		for (const { of } of attempts) this.takeBack(of);
		const again = attempts.filter((attempt) => this.retried.has(attempt));
		this.startAgain.push(...again);
		const others = attempts.filter((attempt) => !again.includes(attempt));
		if (this.isDivided && others.length > 0) this.divided.unshift(others);
		else this.waiting = [...others, ...this.waiting];
	}
	/**
	* Whether an attempt that could not be started is to be put back for a fresh guest, since a test that ran before it may be
	* why. It is tried there once, which costs it none of its retries.
	*
	* No error number shows that the program itself is at fault: each may come from a changed root, a handler of binfmt_misc, a
	* limit, or a lack of memory. What its file shows (format, architecture, interpreter, libraries) was checked beforehand.
	* @param isUsed whether a test has run in this guest
	*/
	needsFreshGuest(attempt, isUsed) {
		if (isUsed && !this.retried.has(attempt) && !this.unstartable.has(attempt.of)) {
			this.retried.add(attempt);
			return true;
		}
		this.unstartable.add(attempt.of);
		return false;
	}
	/**
	* Whether an attempt that this machine has ended is to be put back: it is not to suffer for what happened around it.
	* Once for each test, which costs it none of its retries: a test can make it look like the machine's fault.
	*/
	mayRunAgain({ of }) {
		if (this.spared.has(of)) return false;
		this.spared.add(of);
		return true;
	}
	/** Counts an attempt that has ended; one that is to run again waits behind all others. */
	finish(attempt, findings) {
		this.retried.delete(attempt);
		this.takeBack(attempt.of);
		const before = this.tallies.get(attempt.of) ?? {
			...noAttempts,
			rounds: 0
		};
		const tally = tallyAttempt(before, findings);
		const after = afterAttempt(tally, findings, this.options);
		const rounds = before.rounds + (after === "again" ? 0 : 1);
		this.tallies.set(attempt.of, {
			...tally,
			rounds
		});
		if (after === "again") this.reruns.push(attempt);
		return {
			result: resultOf(attempt.of, tally, findings, this.options),
			isFinal: after === "stop" || rounds === this.options.repeat,
			after,
			isAfterBad: before.bad > 0
		};
	}
	/** Where in `divided` the first list is that shares no test with a guest; -1 where there is none. */
	nextList() {
		return this.divided.findIndex(this.isFree);
	}
	isFree = (list) => list.every(({ of }) => !this.running.has(of));
	handOut(attempts) {
		for (const { of } of attempts) this.running.set(of, (this.running.get(of) ?? 0) + 1);
		return attempts;
	}
	takeBack(of) {
		const left = (this.running.get(of) ?? 0) - 1;
		if (left > 0) this.running.set(of, left);
		else this.running.delete(of);
	}
};
// src/host/own-time.ts
/** Seconds between two beats. */
const beat = .1;
/** A gap of more seconds is a pause: this process was stopped, or busy. */
const longestGap = .25;
/** What a guest gets, in seconds, to be heard after a pause: it went on until a pipe was full, and has to be read. */
const grace = 1;
/** Seconds that graces add to a limit at most, so that it ends even where pauses never do. */
const longestGrace = 10;
/**
* The time in which this process itself ran, in seconds from an arbitrary moment: of a pause (ctrl-Z, a busy loop, a
* machine that slept) no more counts than a beat. Pure.
*/
var OwnTime = class {
	heardAt;
	own = 0;
	pausedAt = Number.NEGATIVE_INFINITY;
	/** @param now seconds, here and below, by a clock that goes on during a pause */
	constructor(now) {
		this.heardAt = now;
	}
	/** To be called once a beat, at least. @returns the time of this process */
	hear(now) {
		const gap = now - this.heardAt;
		this.heardAt = now;
		if (gap <= longestGap) this.own += gap;
		else {
			this.own += beat;
			this.pausedAt = this.own;
		}
		return this.own;
	}
	/** Whether a limit, as the time of this process, is over, and what was written during a pause had its time to come. */
	isOver(limit) {
		return this.own >= Math.max(limit, Math.min(this.pausedAt + grace, limit + longestGrace));
	}
};
// src/host/clock.ts
/** Turns of the loop in which all that a channel can hold is read: some 200 KB, of which a turn takes 64. */
const turns = 8;
const clocks = /* @__PURE__ */ new Set();
let time = new OwnTime(0);
let beats;
/** How many wait for this machine now, since when, and how long others did before; in seconds. */
let holders = 0;
let heldSince = 0;
let heldBefore = 0;
/**
* Calls `ring` after that many seconds in which this process ran and no clock was held, to a tenth, and after everything
* that guests had written by then was read.
* @returns what stops it
*/
function startClock(seconds, ring) {
	if (clocks.size === 0) {
		time = new OwnTime(now$1());
		clearInterval(beats);
		beats = setInterval(onBeat, beat * 1e3);
	}
	const clock = {
		limit: time.hear(now$1()) + seconds,
		ring
	};
	clocks.add(clock);
	return () => stop(clock);
}
/** All clocks stand still while a guest waits for this machine: others may wait for that guest. */
async function holdClocks(work) {
	if (holders++ === 0) heldSince = machineTime();
	try {
		return await work();
	} finally {
		if (--holders === 0) heldBefore += machineTime() - heldSince;
	}
}
function stop(clock) {
	const wasSet = clocks.delete(clock);
	if (clocks.size === 0) clearInterval(beats);
	return wasSet;
}
function onBeat() {
	time.hear(now$1());
	for (const clock of clocks) if (time.isOver(clock.limit)) afterTurns(turns, () => stop(clock) && clock.ring());
}
/** Timers come before what is there to be read; each turn reads a part of it. */
function afterTurns(count, work) {
	setImmediate(() => count > 1 ? afterTurns(count - 1, work) : work());
}
function now$1() {
	return (holders > 0 ? heldSince : machineTime()) - heldBefore;
}
function machineTime() {
	return performance.now() / 1e3;
}
// src/kernel/compile/fragment.ts
/** A configuration fragment: the lines `CONFIG_X=value` and `# CONFIG_X is not set`, read and merged. */
const assignment = /^CONFIG_(\w+)=(y|m|n|-?\d+|0[xX][0-9a-fA-F]+|"(?:[^"\\]|\\.)*")$/;
const unset = /^# CONFIG_(\w+) is not set$/;
/**
* @throws UmlRunError `kernel-config-invalid` at the first line that is neither an assignment nor a comment, with its
* place.
*/
function parseFragment(fragment) {
	return fragment.text.split("\n").flatMap((raw, index) => {
		const text = raw.trim();
		const [, symbol, value = ""] = assignment.exec(text) ?? [
			void 0,
			unset.exec(text)?.[1],
			"n"
		];
		if (symbol !== void 0) return [{
			symbol,
			value,
			fragment,
			line: index + 1
		}];
		if (text === "" || text.startsWith("#")) return [];
		throw new require_compile_cache.UmlRunError("kernel-config-invalid", `${fragment.name}:${index + 1}: ${shown(text)} is not a line of a kernel configuration; write CONFIG_NAME=y, =m, =n, a number or a "string", or "# CONFIG_NAME is not set"`);
	});
}
/** A file that is none may hold anything. */
const shown = (line) => line.length > 80 ? `${JSON.stringify(line.slice(0, 80))}\u2026` : JSON.stringify(line);
/** Each symbol once, as the last fragment that names it wants it. */
function mergeFragments(fragments) {
	const wanted = fragments.flatMap(parseFragment);
	return [...new Map(wanted.map((one) => [one.symbol, one])).values()];
}
/** The text that kconfig reads. */
function formatWanted(wanted) {
	return wanted.map(({ symbol, value }) => value === "n" ? `# CONFIG_${symbol} is not set\n` : `CONFIG_${symbol}=${value}\n`).join("");
}
/** A .config as a map; a symbol that is not set is not in it. */
function parseConfig(text) {
	return new Map(Array.from(text.matchAll(/^CONFIG_(\w+)=(.*)$/gm), ([, symbol = "", value = ""]) => [symbol, value]));
}
// src/kernel/compile/source-tree.ts
/** A kernel source tree as the user or an unpacked tarball gives it. It is read, never written to. */
/**
* @throws UmlRunError `kernel-source-invalid` when the folder is not a Linux source tree, or one without User Mode
* Linux
*/
async function readTree(folder) {
	const path = (0, node_path.resolve)(folder);
	const makefile = await (0, node_fs_promises.readFile)((0, node_path.join)(path, "Makefile"), "utf8").catch(() => "");
	const field = (name) => new RegExp(`^${name} *=[ \\t]*(.*)$`, "m").exec(makefile)?.[1]?.trim() ?? "";
	const [version = "", patchlevel = "", sublevel = ""] = [
		"VERSION",
		"PATCHLEVEL",
		"SUBLEVEL"
	].map(field);
	if (!/^\d+$/.test(version) || !/^\d+$/.test(patchlevel) || !(0, node_fs.existsSync)((0, node_path.join)(path, "Kconfig"))) throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${folder}" is not a Linux source tree: it does not have a Makefile with VERSION and PATCHLEVEL beside a Kconfig`);
	if (!(0, node_fs.existsSync)((0, node_path.join)(path, "arch/um/Kconfig"))) throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${folder}" does not have arch/um, which User Mode Linux is built from; get the whole source of Linux ${version}.${patchlevel}`);
	return {
		path,
		version: `${version}.${patchlevel}.${sublevel || "0"}${field("EXTRAVERSION")}`
	};
}
/** Whether the tree's version comes before `major.minor`. */
function isBefore({ version }, major, minor) {
	const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
	return ownMajor < major || ownMajor === major && ownMinor < minor;
}
// src/kernel/kernel-mode.ts
/**
* The words of the kernel's command line for it.
* @throws UmlRunError `kernel-unsuitable` when the kernel cannot do it
*/
async function modeArguments(kernel, mode, signal) {
	return [...userspaceWords(kernel, mode), ...mode.timeTravel ? await timeTravelWords(kernel, signal) : []];
}
function userspaceWords({ spec, version }, { userspace = "ptrace" }) {
	const knowsSeccomp = !isBefore({ version }, 6, 16);
	if (userspace === "ptrace" || userspace === "auto" && !knowsSeccomp) return [];
	if (knowsSeccomp) return [userspace === "auto" ? "seccomp=auto" : "seccomp=on"];
	throw new require_compile_cache.UmlRunError("kernel-unsuitable", `--userspace seccomp: kernel "${spec}" is Linux ${version}, and seccomp requires 6.16 or later; use auto, or a newer kernel`);
}
/** Whether a command line lets the kernel run its processes by seccomp. */
function mayUseSeccomp(commandLine) {
	return /(?:^|\s)seccomp=(?:on|auto)\b/.test(commandLine);
}
async function timeTravelWords({ spec, version, path }, signal) {
	if (parseConfig(await tool(path, ["--showconfig"], { signal })).get("UML_TIME_TRAVEL_SUPPORT") === "y") return ["time-travel"];
	throw new require_compile_cache.UmlRunError("kernel-unsuitable", `--time-travel: kernel "${spec}", Linux ${version}, lacks CONFIG_UML_TIME_TRAVEL_SUPPORT; name a release, such as 6.12, or auto: kernels that are built with the configuration base have it`);
}
// src/host/megabytes.ts
/** @param bytes shown as a whole number of MB (2^20 bytes), rounded down so that it never promises too much */
function inMegabytes(bytes) {
	return `${Math.floor(bytes / 2 ** 20)} MB`;
}
// src/host/available-memory.ts
/**
* Bytes of memory that this process and its children can still take: what is free or can be freed on this machine, and
* within the limits of their control groups. Files of a tmpfs are memory, too. Infinity where nothing tells.
*/
function availableMemory(read = readTextSync) {
	return Math.max(0, Math.min(ofMachine(read("/proc/meminfo") ?? ""), ...ofGroups(read)));
}
function ofMachine(meminfo) {
	const available = numberIn(meminfo, /^MemAvailable:\s*(\d+) kB$/m);
	if (available === void 0) return Number.POSITIVE_INFINITY;
	return (available + (numberIn(meminfo, /^SwapFree:\s*(\d+) kB$/m) ?? 0)) * 1024;
}
/** What a group of each version of the interface calls its limit, its use, and its statistics. */
const versions = [{
	root: "/sys/fs/cgroup",
	line: /^0::(.*)$/m,
	limit: "memory.max",
	use: "memory.current",
	prefix: ""
}, {
	root: "/sys/fs/cgroup/memory",
	line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
	limit: "memory.limit_in_bytes",
	use: "memory.usage_in_bytes",
	prefix: "total_"
}];
function ofGroups(read) {
	const groups = read("/proc/self/cgroup") ?? "";
	return versions.flatMap(({ root, line, limit, use, prefix }) => andAbove(line.exec(groups)?.[1] ?? "/").flatMap((group) => {
		const text = (name) => read((0, node_path.join)(root, group, name)) ?? "";
		const [max, used] = [numberIn(text(limit), /^(\d+)$/m), numberIn(text(use), /^(\d+)$/m)];
		if (max === void 0 || used === void 0) return [];
		const statistics = text("memory.stat");
		const cached = ["inactive_file", "active_file"].map((name) => numberIn(statistics, new RegExp(`^${prefix}${name} (\\d+)$`, "m")));
		return [max - used + cached.reduce((sum, bytes) => sum + (bytes ?? 0), 0)];
	}));
}
/** A group, and those that it is in. In a container, only the last may be there. */
function andAbove(group) {
	return group === "/" || group === "." ? ["/"] : [group, ...andAbove((0, node_path.dirname)(group))];
}
function numberIn(text, pattern) {
	const digits = pattern.exec(text)?.[1];
	return digits === void 0 ? void 0 : Number(digits);
}
// src/host/memory-folder.ts
/** @throws the system's error when there is no such folder */
function memoryFolder(folder) {
	const mount = mountOf((0, node_fs.realpathSync)(folder), mounts());
	const free = freeIn(folder);
	return {
		folder,
		mount,
		free: isInMemory(mount) ? Math.min(free, availableMemory()) : free
	};
}
/** Bytes that are free on a folder's file system; 0 where it cannot be used any more. Needs no descriptor. */
function freeIn(folder) {
	try {
		const { blocks, bavail, bsize } = (0, node_fs.statfsSync)(folder);
		return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
	} catch {
		return 0;
	}
}
function mounts() {
	try {
		return readMounts();
	} catch {
		return [];
	}
}
/** Whether what is written there is this machine's memory. */
function isInMemory(mount) {
	return mount?.type === "tmpfs";
}
/** `/tmp on tmpfs mounted at /tmp, 64 MB free` */
function describeMemoryFolder({ folder, mount, free }) {
	return `${folder} on ${mount ? `${mount.type} mounted at ${mount.point}` : "an unknown mount"}, ${inMegabytes(free)} free`;
}
/** What to do about a folder that has too little room. */
function howToMakeRoom({ folder, mount }) {
	return `make room, ${isInMemory(mount) ? `mount -o remount,size=1G ${mount?.point ?? folder}, ` : ""}${inContainer}, ${elsewhere}`;
}
/** Docker's own /dev/shm is noexec, whatever its size. */
const inContainer = "in a container start it with --tmpfs /dev/shm:exec,size=1g";
/** What to do about a folder that cannot be used. */
const elsewhere = "or set TMPDIR to a folder on another tmpfs";
// src/host/temporary-folders.ts
/** A tmpfs on most machines, which makes guests fast. */
const shared = "/dev/shm";
/** On a disk where /tmp is a tmpfs. */
const onDisk = "/var/tmp";
/**
* The folder that a run's temporary files go into: the machine's own ($TMPDIR), or else the shared memory's, or /var/tmp.
* @param mounts of this process
* @throws UmlRunError `temporary-folder-unusable` when none can be used
*/
function temporaryFolder(mounts = readMounts()) {
	const [first] = usable([
		(0, node_path.resolve)((0, node_os.tmpdir)()),
		shared,
		onDisk
	], mounts);
	return first;
}
/**
* The folders for the files that are the guests' memory, the best first: the shared memory's, the machine's own
* ($TMPDIR), and one on a disk for when these have no room.
* @param mounts of this process
* @throws UmlRunError `temporary-folder-unusable` when none can be used
*/
function guestMemoryFolders(mounts = readMounts()) {
	return usable([
		shared,
		(0, node_path.resolve)((0, node_os.tmpdir)()),
		onDisk
	], mounts);
}
/**
* Makes a folder that is this process's own.
* @param path in one of the folders above
* @throws UmlRunError `temporary-folder-unusable`
*/
function makeTemporaryFolder(path) {
	try {
		(0, node_fs.mkdirSync)(path, { mode: 448 });
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("temporary-folder-unusable", `cannot make a temporary folder in "${(0, node_path.dirname)(path)}": ${require_compile_cache.messageOf(cause)}; name another with TMPDIR`, { cause });
	}
}
function usable(folders, mounts) {
	const candidates = [...new Set(folders)];
	const [first, ...others] = candidates.filter((folder) => isUsable(folder, mounts));
	if (first !== void 0) return [first, ...others];
	const named = candidates.map((folder) => `"${folder}"`).join(", ");
	throw new require_compile_cache.UmlRunError("temporary-folder-unusable", `no folder for temporary files: each of ${named} cannot be written to, is mounted noexec or has a comma or a colon in its path; name another with TMPDIR`);
}
/**
* The kernel maps its memory's file with the right to execute it, and hostfs asks the host whether a guest may execute
* a program: a mount can forbid both. On the kernel's command line, a comma ends the path of hostfs's folder, and either
* ends that of a disk.
*/
function isUsable(folder, mounts) {
	return !/[,:]/.test(folder) && isWritable$1(folder) && !noexecMountOf((0, node_fs.realpathSync)(folder), mounts);
}
function isWritable$1(folder) {
	try {
		(0, node_fs.accessSync)(folder, node_fs.constants.W_OK | node_fs.constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
// src/host/with-temporary-folder.ts
/**
* Gives work a new folder, and removes it however the work ends.
* @param parent absolute path of the folder that it is made in
* @throws what the work throws; the system's error; UmlRunError `temporary-folder-unusable`
*/
async function withTemporaryFolder(work, parent = temporaryFolder()) {
	const folder = await (0, node_fs_promises.mkdtemp)((0, node_path.join)(parent, "uml-run-"));
	try {
		return await work(folder);
	} finally {
		await (0, node_fs_promises.rm)(folder, {
			recursive: true,
			force: true
		});
	}
}
// src/host/check-memory-folder.ts
/** Two guests of 128 MB. */
const enough = 268435456;
/**
* A guest's memory is a file that is mapped with the right to execute: in memory, not noexec, and with room.
* @param given default: the folder that a run would use
*/
async function checkMemoryFolder(given) {
	try {
		const found = given === void 0 ? folderOfRuns() : memoryFolder(given);
		return judgeMemoryFolder({
			...found,
			executes: await executes(found.folder)
		});
	} catch (error) {
		return unusable(error, given);
	}
}
function unusable(error, given) {
	return {
		name: "guest memory",
		ok: false,
		found: given === void 0 ? require_compile_cache.messageOf(error) : `${given} cannot be used: ${require_compile_cache.messageOf(error, given)}`,
		fix: "set TMPDIR to a folder that you may write to, best on a tmpfs"
	};
}
/** Whether files in a folder can be executed, as doctor says it. */
async function checkExecution(folder) {
	try {
		const looked = memoryFolder(folder);
		if (!await executes(folder)) return judgeMemoryFolder({
			...looked,
			executes: false
		});
		return {
			name: "guest memory",
			ok: true,
			found: describeMemoryFolder(looked)
		};
	} catch (error) {
		return unusable(error, folder);
	}
}
function folderOfRuns() {
	const [first, ...others] = guestMemoryFolders();
	const best = memoryFolder(first);
	return best.free >= enough ? best : others.map(memoryFolder).find(({ free }) => free >= enough) ?? best;
}
/** @param tried `executes`: a file there can be executed */
function judgeMemoryFolder({ executes, ...tried }) {
	const name = "guest memory";
	const { folder, mount, free } = tried;
	const found = describeMemoryFolder(tried);
	if (!executes) {
		const why = mount?.options.includes("noexec") ? "it is mounted noexec" : "nothing can be executed there";
		const fix = `mount -o remount,exec ${mount?.point ?? folder}, ${elsewhere}`;
		return {
			name,
			ok: false,
			found: `${found}, but ${why}`,
			fix
		};
	}
	if (free < enough) return {
		name,
		ok: false,
		found: `${found}, less than ${inMegabytes(enough)}`,
		fix: howToMakeRoom(tried)
	};
	if (!isInMemory(mount)) return {
		name,
		ok: true,
		found,
		fix: `a guest is faster with its memory on a tmpfs: ${inContainer}`
	};
	return {
		name,
		ok: true,
		found
	};
}
/** Tried with a script of its own, as options, security modules and user namespaces all have a say. */
function executes(folder) {
	return withTemporaryFolder(async (own) => {
		const script = (0, node_path.join)(own, "try");
		await (0, node_fs_promises.writeFile)(script, "#!/bin/sh\nexit 0\n", { mode: 448 });
		const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
		const { exitCode, code } = await execa(script, { reject: false });
		return exitCode === 0 || code === "ENOENT";
	}, folder);
}
// src/host/process-rights.ts
/** Numbers of capabilities, as in `linux/capability.h`. */
const numbers$1 = {
	DAC_READ_SEARCH: 2,
	SYS_PTRACE: 19
};
/** @param status text of /proc/self/status; without it, there is none */
function hasCapability(status, name) {
	const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? "")?.[1] ?? "0";
	return (BigInt(`0x${effective}`) >> BigInt(numbers$1[name]) & 1n) === 1n;
}
// src/host/check-ptrace.ts
/**
* UML holds each guest process with ptrace: the child asks to be traced, and its system calls are emulated.
* @param wasRefused a kernel has tried it, and says so; asked where nothing else can be tried
*/
async function checkPtrace(wasRefused = false) {
	const settings = {
		yamaScope: await readText("/proc/sys/kernel/yama/ptrace_scope"),
		status: await readText("/proc/self/status")
	};
	const trial = await attempt$2();
	return judgePtrace(settings, trial.worked === "unknown" && wasRefused ? refusedToKernel : trial);
}
const refusedToKernel = {
	worked: false,
	step: "a guest's kernel may not trace its processes"
};
/** The attempt decides; the settings explain it, or decide where nothing could be tried. */
function judgePtrace(settings, attempt) {
	const name = "ptrace";
	const described = describe$1(settings);
	if (attempt.worked === true) return {
		name,
		ok: true,
		found: `allowed: tried it (${described})`
	};
	const fix = fixFor(settings);
	if (attempt.worked === false) return {
		name,
		ok: false,
		found: `refused: ${attempt.step} (${described})`,
		fix
	};
	if (isForbidden(settings)) return {
		name,
		ok: false,
		found: `forbidden by a setting, not tried (${described})`,
		fix
	};
	return {
		name,
		ok: true,
		found: `nothing forbids it, not tried as there is no perl (${described})`
	};
}
function describe$1({ yamaScope, status }) {
	return `${yamaScope === void 0 ? "no Yama" : `Yama scope ${yamaScope.trim()}`}, ${hasSeccompFilter(status) ? "under a seccomp filter" : "no seccomp filter"}`;
}
function fixFor(settings) {
	if (isForbidden(settings)) return settings.yamaScope?.trim() === "3" ? "Yama scope 3 stays until a reboot: set kernel.yama.ptrace_scope=1 in /etc/sysctl.d and reboot" : "sysctl kernel.yama.ptrace_scope=1 (as root)";
	return "in a container, allow it: --cap-add SYS_PTRACE --security-opt seccomp=unconfined";
}
/** Yama's scope 2 allows ptrace only with CAP_SYS_PTRACE, scope 3 not at all. */
function isForbidden({ yamaScope, status }) {
	const scope = Number(yamaScope?.trim() ?? 0);
	return scope >= 3 || scope === 2 && !hasCapability(status, "SYS_PTRACE");
}
function hasSeccompFilter(status = "") {
	return /^Seccomp:\s*2$/m.test(status);
}
/**
* Perl can make any system call (101 is ptrace on x86-64), and is on nearly every machine. The child asks to be traced
* (PTRACE_TRACEME, 0) and stops; the parent lets it run to its next system call without carrying that out
* (PTRACE_SYSEMU, 31), as UML does. Perl's own `$?` does not show that a child has stopped.
*/
const trial = `
my $child = fork;
exit 83 unless defined $child;
if (!$child) { exit 81 if syscall(101, 0, 0, 0, 0) != 0; kill 19, $$; exit 0; }
waitpid $child, 0;
exit 81 unless (\${^CHILD_ERROR_NATIVE} & 127) == 127;
my $refused = syscall(101, 31, $child, 0, 0) != 0;
waitpid $child, 0 unless $refused;
$refused ||= (\${^CHILD_ERROR_NATIVE} & 127) != 127;
kill 9, $child;
exit($refused ? 82 : 0);
`;
async function attempt$2() {
	if (process.arch !== "x64") return { worked: "unknown" };
	const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
	const { exitCode } = await execa("perl", ["-e", trial], {
		reject: false,
		timeout: 1e4
	});
	if (exitCode === 0) return { worked: true };
	if (exitCode === 81) return {
		worked: false,
		step: "a child may not be traced (PTRACE_TRACEME)"
	};
	if (exitCode === 82) return {
		worked: false,
		step: "system calls may not be emulated (PTRACE_SYSEMU)"
	};
	return { worked: "unknown" };
}
// src/guest/boot-fault.ts
/**
* Asks why a guest has not booted that ended by itself.
* @param boot what was said on its console: there was no test yet that could have said it
* @param folders where its memory was, and what it was shown, of the run's temporary folder
* @returns undefined where nothing speaks against this machine, so that the kernel may be at fault
*/
async function bootFault(end, { log, hostFault }, folders) {
	if (end.by !== "itself") return void 0;
	if (hostFault !== void 0) return { what: hostFault };
	if (end.code === notStarted) return ofSupervisor(log);
	if (log.some((line) => line.startsWith("write: File too large"))) return {
		what: "guest memory: no file may be as long as a guest's memory",
		fix: "raise the limit (ulimit -f)"
	};
	if (!(0, node_fs.existsSync)(folders.share)) return {
		what: `somebody has removed the run's temporary files, "${folders.share}" among them`,
		fix: "run it again; if that empties itself, name another folder with TMPDIR"
	};
	const wasRefused = log.some((line) => /\bptrace: Operation not permitted|^check_ptrace : expected/.test(line));
	for (const { name, ok, found, fix } of [await checkPtrace(wasRefused), await checkExecution(folders.memory)]) if (!ok) return {
		what: `${name}: ${found}`,
		fix: fix ?? doctor
	};
}
const doctor = "run \"uml-run doctor\"";
/** The code of a supervisor that could not start a kernel, and says why. */
const notStarted = 126;
function ofSupervisor(log) {
	const [, what] = log.map((line) => /^uml-run supervisor: (cannot .*)$/.exec(line)).find((match) => match) ?? [];
	if (what === void 0) return void 0;
	const isForbidden = what.startsWith("cannot start") && what.endsWith("(EACCES)");
	return {
		what: `the supervisor ${what}`,
		fix: isForbidden ? "nothing may be executed there: mount it with exec, or name another folder with --cache" : doctor
	};
}
// src/console/init-problem.ts
/**
* Why a guest cannot be used, in words for the user, from init's `problem` marker.
* @param what it could not do, with the path: `mount /proc`
* @param errno positive
*/
function initProblem(what, errno) {
	const [, hint] = hints.find(([start]) => what.startsWith(start)) ?? [];
	return [`init could not ${what}: ${errnoText(errno)}`, hint].filter(Boolean).join("; ");
}
/** What helps, by how a problem begins. */
const hints = [["find the network interface", "the kernel needs CONFIG_INET and CONFIG_UML_NET_VECTOR"], ["bring up the network interface", "nothing listens at its other end, or the kernel cannot use it: its console says more"]];
// src/guest/guest-state.ts
/** How many seconds init has to report what the threads of a late test do. */
const dumpSeconds = 2;
const newGuest = {
	phase: { name: "booting" },
	open: []
};
/** @param now seconds since the guest was started */
function nextGuestState(state, input, work, now) {
	const { phase } = state;
	if (input.type === "gone") return gone(state, input, work, now);
	if (phase.name === "gone") return [state, []];
	if (phase.name === "ending") return [state, lastBytes(phase, input)];
	if (input.type === "stop") return ending(state, "stopped");
	if (input.type === "time-up") return timeUp(state, work);
	if (phase.name === "late") {
		if (input.type === "state") return late(state, phase.index);
		if (input.type === "end" && input.index !== phase.index) return endedBefore(state, input, now);
		return [state, lastBytes(phase, input)];
	}
	if (input.type === "given") return [{
		...state,
		phase: { name: "idle" }
	}, [setClock(work.bootTimeout)]];
	return onConsoleEvent(state, input, work, now);
}
function onConsoleEvent(state, event, work, now) {
	switch (event.type) {
		case "waits": return [{
			...state,
			bootSeconds: now
		}, []];
		case "hello": return greeted(state, event.release, work, now);
		case "problem": return [{
			...state,
			problem: initProblem(event.what, event.errno)
		}, []];
		case "read-only": return [state, [emit(event)]];
		case "ready": return whenReady({
			...state,
			isReady: true
		});
		case "start": return started(state, event.index, work, now);
		case "bytes": return [state, [emit(event)]];
		case "end": return ended$1(state, event.index, event.observation, work, now);
		case "bye": return [{
			...state,
			farewell: event.why
		}, [{
			do: "set-clock",
			seconds: work.bootTimeout
		}]];
		case "state": return [state, [emit({
			type: "runs",
			index: event.index
		})]];
		case "listens":
		case "took":
		case "shares": return [state, []];
	}
}
function greeted(state, release, work, now) {
	if (state.phase.name !== "booting") return [state, []];
	if (work.release !== "" && release !== work.release) return ending({
		...state,
		problem: `the guest runs Linux ${release}, not ${work.release}`
	}, "wrong-release");
	const { bootSeconds: seconds = now } = state;
	return [{
		...state,
		phase: { name: "idle" },
		bootSeconds: seconds
	}, [emit({
		type: "booted",
		seconds
	})]];
}
function started(state, index, work, now) {
	const clock = setClock(work.testTimeouts[index] ?? 0);
	const open = [...state.open, {
		index,
		at: now
	}];
	return [{
		...state,
		phase: {
			name: "running",
			index
		},
		open
	}, [clock, emit({
		type: "started",
		index
	})]];
}
function ended$1(state, index, observation, work, now) {
	const [rest, event] = close(state, index, { observation }, observation.seconds, now);
	if (observation.splats.length > 0) {
		const [after, effects] = ending(rest, "splat");
		return [after, [emit(event), ...effects]];
	}
	if (state.phase.name !== "running" || state.phase.index !== index) return [rest, [emit(event)]];
	const [after, effects] = whenReady({
		...rest,
		phase: { name: "idle" }
	});
	return [after, [
		setClock(work.bootTimeout),
		emit(event),
		...effects
	]];
}
/** A guest is ready when the last bytes of its tests have arrived, too. */
function whenReady({ isReady, ...state }) {
	if (!isReady || state.open.length > 0) return [isReady ? {
		...state,
		isReady
	} : state, []];
	return [{
		...state,
		phase: { name: "waiting" }
	}, [{ do: "stop-clock" }, emit({ type: "ready" })]];
}
function endedBefore(state, event, now) {
	const { index, observation } = event;
	const [rest, ended] = close(state, index, { observation }, observation.seconds, now);
	return [rest, [emit(ended)]];
}
function timeUp(state, work) {
	const { phase } = state;
	if (phase.name === "late") return late(state, phase.index);
	const index = phase.name === "running" ? phase.index : state.open[0]?.index;
	if (index !== void 0) return [{
		...state,
		phase: {
			name: "late",
			index
		}
	}, [setClock(dumpSeconds), { do: "dump-threads" }]];
	const silence = `no sign of life from the guest within ${work.bootTimeout} s`;
	const unfinished = `init was not done within ${work.bootTimeout} s`;
	const problem = state.problem ?? (phase.name === "booting" ? silence : unfinished);
	return ending({
		...state,
		problem
	}, "silent");
}
/** The guest is gone. What was observed of the test that was running is all that can be judged. */
function gone(state, input, work, now) {
	const after = {
		...state,
		phase: { name: "gone" },
		open: []
	};
	const stop = { do: "stop-clock" };
	const { phase } = state;
	const lateIndex = phase.name === "late" || phase.name === "ending" && phase.why === "late" ? phase.index : void 0;
	const index = lateIndex ?? (phase.name === "ending" ? void 0 : state.open[0]?.index);
	if (index === void 0) return [after, [stop]];
	const { test = index } = input.tooMuch ?? {};
	if (lateIndex === void 0 && test !== index) return [after, [stop]];
	const { end: _, seconds: __, ...observation } = input.observed(index);
	const timeout = work.testTimeouts[index] ?? 0;
	const [, event] = close(state, index, {
		observation,
		noExit: lateIndex === void 0 ? whyNoExit(input) : timeoutOf(timeout, work)
	}, lateIndex === void 0 ? void 0 : timeout, now);
	return [after, [stop, emit(event)]];
}
function timeoutOf(seconds, { lacksConsole }) {
	return {
		cause: "timeout",
		seconds,
		...lacksConsole && { unseen: true }
	};
}
function whyNoExit({ end, tooMuch }) {
	if (tooMuch !== void 0) return {
		cause: "guest-died",
		how: `the guest was ended: ${tooMuch.problem}`
	};
	if (end.by === "itself" && end.code === askedToEnd) return {
		cause: "environment",
		how: asked
	};
	return {
		cause: end.by === "machine" ? "environment" : "guest-died",
		how: describeGuestEnd(end)
	};
}
/** What a kernel that runs ends with after these signals. Otherwise only root chooses that code (/proc/exitcode). */
const askedToEnd = 1;
const asked = "the guest's kernel was asked to end from outside uml-run (SIGTERM, SIGINT or SIGHUP)";
/** How a guest's processes ended, in words. */
function describeGuestEnd(end) {
	if (end.by === "us") return "the guest was ended";
	if (end.by === "machine") return end.how;
	return end.code === 0 ? "the guest halted" : `the guest's kernel ended with code ${end.code}`;
}
function late(state, index) {
	return [{
		...state,
		phase: {
			name: "ending",
			why: "late",
			index
		}
	}, [{ do: "end-guest" }]];
}
function ending(state, why) {
	return [{
		...state,
		phase: {
			name: "ending",
			why
		}
	}, [{ do: "stop-clock" }, { do: "end-guest" }]];
}
/** What a late test writes until its guest is gone is still its own. */
function lastBytes(phase, input) {
	return input.type === "bytes" && "index" in phase && phase.index === input.index ? [emit(input)] : [];
}
function close(state, index, outcome, seconds, now) {
	const startedAt = state.open.find((test) => test.index === index)?.at ?? now;
	const open = state.open.filter((test) => test.index !== index);
	return [{
		...state,
		open
	}, {
		type: "ended",
		index,
		outcome,
		seconds: seconds ?? now - startedAt
	}];
}
function setClock(seconds) {
	return seconds > 0 ? {
		do: "set-clock",
		seconds
	} : { do: "stop-clock" };
}
function emit(event) {
	return {
		do: "emit",
		event
	};
}
// src/guest/system-calls.ts
/** What a system call of the host is called, by its number on x86-64. */
function systemCallName(number) {
	return (number < laterFrom ? first[number] : later[number - laterFrom]) ?? `number ${number}`;
}
const first = `
  read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
  ioctl pread64 pwrite64 readv writev access pipe select sched_yield mremap msync mincore madvise shmget shmat shmctl
  dup dup2 pause nanosleep getitimer alarm setitimer getpid sendfile socket connect accept sendto recvfrom sendmsg
  recvmsg shutdown bind listen getsockname getpeername socketpair setsockopt getsockopt clone fork vfork execve exit
  wait4 kill uname semget semop semctl shmdt msgget msgsnd msgrcv msgctl fcntl flock fsync fdatasync truncate
  ftruncate getdents getcwd chdir fchdir rename mkdir rmdir creat link unlink symlink readlink chmod fchmod chown
  fchown lchown umask gettimeofday getrlimit getrusage sysinfo times ptrace getuid syslog getgid setuid setgid geteuid
  getegid setpgid getppid getpgrp setsid setreuid setregid getgroups setgroups setresuid getresuid setresgid getresgid
  getpgid setfsuid setfsgid getsid capget capset rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_sigsuspend
  sigaltstack utime mknod uselib personality ustat statfs fstatfs sysfs getpriority setpriority sched_setparam
  sched_getparam sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min
  sched_rr_get_interval mlock munlock mlockall munlockall vhangup modify_ldt pivot_root _sysctl prctl arch_prctl
  adjtimex setrlimit chroot sync acct settimeofday mount umount2 swapon swapoff reboot sethostname setdomainname iopl
  ioperm create_module init_module delete_module get_kernel_syms query_module quotactl nfsservctl getpmsg putpmsg
  afs_syscall tuxcall security gettid readahead setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr
  llistxattr flistxattr removexattr lremovexattr fremovexattr tkill time futex sched_setaffinity sched_getaffinity
  set_thread_area io_setup io_destroy io_getevents io_submit io_cancel get_thread_area lookup_dcookie epoll_create
  epoll_ctl_old epoll_wait_old remap_file_pages getdents64 set_tid_address restart_syscall semtimedop fadvise64
  timer_create timer_settime timer_gettime timer_getoverrun timer_delete clock_settime clock_gettime clock_getres
  clock_nanosleep exit_group epoll_wait epoll_ctl tgkill utimes vserver mbind set_mempolicy get_mempolicy mq_open
  mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr kexec_load waitid add_key request_key keyctl
  ioprio_set ioprio_get inotify_init inotify_add_watch inotify_rm_watch migrate_pages openat mkdirat mknodat fchownat
  futimesat newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat pselect6 ppoll unshare
  set_robust_list get_robust_list splice tee sync_file_range vmsplice move_pages utimensat epoll_pwait signalfd
  timerfd_create eventfd fallocate timerfd_settime timerfd_gettime accept4 signalfd4 eventfd2 epoll_create1 dup3 pipe2
  inotify_init1 preadv pwritev rt_tgsigqueueinfo perf_event_open recvmmsg fanotify_init fanotify_mark prlimit64
  name_to_handle_at open_by_handle_at clock_adjtime syncfs sendmmsg setns getcpu process_vm_readv process_vm_writev
  kcmp finit_module sched_setattr sched_getattr renameat2 seccomp getrandom memfd_create kexec_file_load bpf execveat
  userfaultfd membarrier mlock2 copy_file_range preadv2 pwritev2 pkey_mprotect pkey_alloc pkey_free statx
  io_pgetevents rseq
`.trim().split(/\s+/);
/** There are none between the two. */
const laterFrom = 424;
const later = `
  pidfd_send_signal io_uring_setup io_uring_enter io_uring_register open_tree move_mount fsopen fsconfig fsmount
  fspick pidfd_open clone3 close_range openat2 pidfd_getfd faccessat2 process_madvise epoll_pwait2 mount_setattr
  quotactl_fd landlock_create_ruleset landlock_add_rule landlock_restrict_self memfd_secret process_mrelease
  futex_waitv set_mempolicy_home_node cachestat fchmodat2 map_shadow_stack futex_wake futex_wait futex_requeue
  statmount listmount lsm_get_self_attr lsm_set_self_attr lsm_list_modules mseal setxattrat getxattrat listxattrat
  removexattrat open_tree_attr file_getattr file_setattr
`.trim().split(/\s+/);
// src/guest/refusals.ts
/**
* What the supervisor says was refused to a guest's kernel, of what it does not make in vain on each boot.
* @param log lines of the guest's console
* @returns words to end a message with; undefined when nothing was, or nobody was asked to tell
*/
function describeRefusals(log) {
	const numbers = log.flatMap((line) => /^uml-run supervisor: refused call (\d+) of the host$/.exec(line)?.[1] ?? []);
	if (numbers.length === 0) return void 0;
	return `the sandbox refused it system calls of the host (${numbers.map((number) => systemCallName(Number(number))).join(", ")}): see whether it boots with --sandbox off`;
}
// src/guest/removed-rootfs.ts
/** Somebody may remove a rootfs from the cache, or a folder that is one, while guests have it for their root. */
/** @throws UmlRunError `guest-failed` when it is not there any more */
function requireRootfs({ rootfs }) {
	if (!(0, node_fs.existsSync)(rootfs)) throw new require_compile_cache.UmlRunError("guest-failed", `cannot start a guest: ${removed$2(rootfs)}`);
}
/** A test that does not find its files cannot know why: this machine is at fault if the rootfs was gone when it ended. */
function blamingRootfs(event, { rootfs }) {
	if (event.type !== "ended" || (0, node_fs.existsSync)(rootfs)) return event;
	const { outcome } = event;
	return {
		...event,
		outcome: {
			...outcome,
			observation: {
				hostFault: removed$2(rootfs),
				...outcome.observation
			}
		}
	};
}
const removed$2 = (rootfs) => `the root file system "${rootfs}" has been removed meanwhile; run it again`;
// src/console/printk.ts
/**
* A line of the kernel's log without what printk puts before it: the level of a raw dump, the time, the caller
* (`CONFIG_PRINTK_CALLER`), each where it is there. Source: kernel/printk/printk.c, `info_print_prefix`.
*/
function withoutPrefix(line) {
	return line.replace(/^(?:<\d+>)?(?:\[ *\d+\.\d+\])?(?:\[ *[TC]\d+\])? ?/, "");
}
/**
* The kernel's last words, when it panicked; kernel/panic.c. They are looked for anywhere in the line, as a program may
* have left half a line on the console.
*/
function panicIn(line) {
	const [, words] = line.split(/Kernel panic - not syncing: ?/, 2);
	return words;
}
/** How many messages the kernel says that it dropped before they were shown; kernel/printk/printk.c. */
function droppedIn(line) {
	return Number(/\*\* (\d+) printk messages dropped \*\*/.exec(line)?.[1] ?? 0);
}
/**
* What the host did not give the kernel, in words: a process for one of the guest's; or what befell that process.
* arch/um/os-Linux.
*/
function hostFaultIn(line) {
	if (lostProcess.test(line)) return "a process of the guest was ended or stopped from outside uml-run; this machine may have run out of memory";
	return noProcess.test(line) ? "this machine lets the guest have no more processes; raise the limit (ulimit -u, or pids.max of a control group)" : void 0;
}
/** EAGAIN or ENOMEM; skas/process.c, start_up.c. */
const noProcess = /start_userspace : clone failed, errno = 1[12]\b|stub-(?:parent|child) reports error -?1[12]\b|start_ptraced_child : fork failed/;
/**
* ESRCH: it is gone, and the kernel had not ended it. Or it got a signal that none of the guest's own becomes: HUP, INT,
* QUIT, KILL, TERM, CONT, STOP, XCPU. skas/process.c, userspace, wait_stub_done.
*/
const lostProcess = /userspace - +(?:ptrace (?:set regs|set fp regs|continue)|PTRACE_GETREGS|get_fp_registers) failed, (?:op = \d+, )?errno = 3\b|userspace - child stopped with signal (?:[1239]|1[589]|24)\b|wait_stub_done : (?:continue failed, errno = 3\b|failed to wait for SIGTRAP, .{1,60}, status = 0x[9f]\b)/;
function outOfMemoryIn(line) {
	const where = /Out of memory|Memory cgroup out of memory/.exec(line);
	const who = where && /: Killed process \d+ \(/.exec(line.slice(where.index));
	if (where && who) {
		const names = line.slice(where.index + who.index + who[0].length);
		const end = names.lastIndexOf(") total-vm");
		const of = where[0] === "Out of memory" ? "the guest" : "its memory cgroup";
		if (end >= 0) return {
			killed: names.slice(0, end),
			of
		};
	}
	return /Kernel panic - not syncing: (Out of memory: |System is deadlocked on memory)|^Too few physical memory!/.test(line) ? { panic: true } : void 0;
}
// src/console/splats.ts
/**
* The first lines of the kernel's splats, 5.10 to 7.2; test/console/splats.test.ts has each with its source. The more
* special come first: a KASAN report also begins with `BUG:`. What nobody else says is looked for anywhere in the line,
* for a program can leave half a line on the console before the kernel writes there. Where something stands between
* two pieces, the pieces are a list: an expression with `.*` in it would go back and forth in what a program writes.
*/
const firstLines = {
	kasan: /BUG: (KASAN|KFENCE): /,
	kcsan: /BUG: KCSAN: /,
	ubsan: [/^UBSAN: /, ["UBSAN: ", / in \S+:\d+:\d+/]],
	"bad-page": /BUG: (Bad (page (state|map|cache)|rss-counter state)\b|non-zero pgtables_bytes)/,
	scheduling: /BUG: (scheduling (while atomic|in a non-blocking)|sleeping function called|assuming (atomic|non migratable)|workqueue leaked)/,
	"rcu-stall": [
		/INFO: \S+ (self-)?detected( expedited)? stalls? on /,
		[
			/INFO: rcu\S* /,
			"detected",
			/\bstall/
		],
		[/^rcu: INFO: /, /\bstall/]
	],
	"hung-task": [[
		"INFO: task ",
		" blocked",
		/ for more than \d+ seconds/
	]],
	lockdep: [/(WARNING|INFO): (possible (circular|recursive|irq)|circular locking|suspicious RCU usage|inconsistent lock state|lock held when returning|bad (unlock balance|contention)|trying to register non-static key|Nested lock was not taken|held lock freed|chain_key collision|\S+-safe -> \S+-unsafe lock order)|BUG: (MAX_(LOCK|STACK)|key \S+ has not been|looking up invalid subclass|Invalid wait context)|^DEBUG_LOCKS_WARN_ON/, [/(WARNING|INFO): /, " still has locks held"]],
	"list-corruption": /list_(add|del) corruption[.,]|^list_add double add/,
	refcount: /^refcount_t: /,
	kmemleak: /kmemleak: \d+ new suspected memory leaks/,
	oops: /^Oops\b|^general protection fault|^Unable to handle kernel|BUG: (unable to handle|kernel NULL pointer|stack guard)|^double fault/i,
	bug: [
		/kernel BUG at |BUG: failure at |^BUG: |^BUG at |^BUG \S+ \(Not tainted\): |watchdog: BUG: /,
		[/^BUG \S+ \(Tainted: /, "): "],
		["watchdog: ", "hard LOCKUP"]
	],
	warning: /^WARNING: |WARNING: CPU: \d+ PID: \d+ at |WARNING: (\S+:\d+ )?at \S+, CPU#\d+: /
};
/**
* What is never said without `add_taint`, 5.10 to 7.2: kernel/panic.c `__warn`, mm/kasan and mm/kfence, mm/page_alloc.c
* `bad_page`, mm/memory.c `print_bad_pte`, kernel/sched/core.c.
*/
const tainting = /WARNING: CPU: \d+ PID: \d+ at |WARNING: (\S+:\d+ )?at \S+, CPU#\d+: |BUG: (KASAN|KFENCE|Bad page (state|map) in process|scheduling|sleeping function)/;
const kinds$2 = Object.entries(firstLines).map(([kind, patterns]) => ({
	kind,
	patterns: [patterns].flat()
}));
/** Reads one line of the kernel's log: the splat that it begins, if any. */
function splatIn(line) {
	const title = withoutPrefix(line);
	const found = kinds$2.find(({ patterns }) => patterns.some((pattern) => isIn(title, pattern)));
	return found && {
		kind: found.kind,
		title,
		taints: tainting.test(title)
	};
}
function isIn(text, pattern) {
	if (pattern instanceof RegExp) return pattern.test(text);
	let rest = text;
	for (const piece of pattern) {
		const [found] = typeof piece === "string" ? [piece] : piece.exec(rest) ?? [];
		const at = found === void 0 ? -1 : rest.indexOf(found);
		if (found === void 0 || at < 0) return false;
		rest = rest.slice(at + found.length);
	}
	return true;
}
/** What is drawn above a splat: `cut here` (lib/bug.c, lib/ubsan.c), or a rule of `=` (mm/kasan, lockdep, slub). */
function isAbove(line) {
	const at = line.lastIndexOf("----[ cut here ]----");
	return at >= 0 && /^-+$/.test(line.slice(at + 16)) || isRule(line);
}
/** A rule of `=` also ends the reports that begin with one. */
function isRule(line) {
	return /^={20,}$/.test(withoutPrefix(line));
}
function isEndOfTrace(line) {
	return /---\[ end trace [0-9a-f]+ \]---/.test(line);
}
// src/console/kernel-log.ts
/** Kept of a log: the first 1,000 lines and at least as many of the last. What is between is left out by the hundred. */
const maxLines = 2e3;
const leftOutAtOnce = 100;
const maxSplats = 100;
const maxTrace = 300;
const maxLine$1 = 4096;
/** Kinds with a rule above. What else follows a rule follows the end of another report. */
const ruled = /* @__PURE__ */ new Set([
	"kasan",
	"kcsan",
	"ubsan",
	"lockdep",
	"bug"
]);
/** If a splat has two lines, the second is at most this many lines below the first. */
const nearby = 3;
/** Reads a part of the kernel's log, line by line. Pure. */
var KernelLog = class {
	findings = {
		splats: [],
		log: []
	};
	/** What was drawn above a splat, should one follow. */
	above = [];
	open;
	read(whole) {
		if (withoutPrefix(whole).trim() === "") return;
		const { findings } = this;
		const line = whole.length > maxLine$1 ? Buffer.from(whole).toString("utf8", 0, maxLine$1) : whole;
		const panic = panicIn(line);
		if (panic !== void 0) findings.panic ??= panic;
		const outOfMemory = outOfMemoryIn(line);
		if (outOfMemory) findings.outOfMemory ??= outOfMemory;
		const hostFault = hostFaultIn(line);
		if (hostFault !== void 0) findings.hostFault ??= hostFault;
		if (droppedIn(line) > 0) findings.incomplete = true;
		this.follow(line);
		findings.log.push(line);
		if (findings.log.length === 2100) findings.log.splice(maxLines / 2, leftOutAtOnce);
	}
	follow(line) {
		const splat = splatIn(line);
		if (splat && this.open && this.above.length === 0 && isSame(this.open, splat)) {
			join$59(this.open, splat);
			trace(this.open, line);
		} else if (splat) this.begin(splat, line);
		else if (isAbove(line)) {
			if (this.open && isRule(line) && isRule(this.open.trace[0] ?? "")) trace(this.open, line);
			this.open = void 0;
			this.above = [line];
		} else if (this.open) {
			trace(this.open, line);
			if (isEndOfTrace(line)) this.open = void 0;
		} else if (this.above.length > 0) this.above = this.above.length < nearby ? [...this.above, line] : [];
	}
	begin({ kind, title, taints }, line) {
		const above = this.above.some(isRule) && !ruled.has(kind) ? [] : this.above;
		this.open = {
			kind,
			title,
			taints,
			trace: [...above, line]
		};
		this.above = [];
		if (this.findings.splats.length < maxSplats) this.findings.splats.push(this.open);
	}
};
function trace(open, line) {
	if (open.trace.length < maxTrace) open.trace.push(line);
}
/**
* Whether a second line belongs to the splat that the first began: WARN() with its text above or below, and `Oops:`.
*/
function isSame(open, second) {
	const first = open.trace.findIndex((line) => splatIn(line));
	if (open.trace.length - first > nearby) return false;
	if (second.kind === "warning") return second.taints && isTextOfWarning(open);
	if (open.kind === "warning") return open.taints && isTextOfWarning(second);
	return /^Oops\b/.test(second.title) && (open.kind === "oops" || open.kind === "bug");
}
function isTextOfWarning({ kind, title }) {
	return kind === "refcount" || kind === "list-corruption" || title.startsWith("DEBUG_LOCKS_WARN_ON");
}
function join$59(open, { kind, title, taints }) {
	if (open.kind === "warning") open.kind = kind;
	open.title = `${open.title}: ${title}`;
	open.taints ||= taints;
}
// src/console/lines.ts
/** A longer line is given in pieces: nothing a guest writes may fill this process's memory. */
const maxLine = 65536;
const newline = 10;
/**
* Bytes to lines, whatever pieces the bytes arrive in. Invalid UTF-8 becomes U+FFFD; a CR before the line's end is
* dropped.
*/
var Lines = class {
	/** A line without its end yet; memory for it is taken when there is the first. */
	rest;
	length = 0;
	push(bytes) {
		const lines = [];
		for (let start = 0; start < bytes.length;) {
			const found = bytes.indexOf(newline, start);
			const end = found < 0 ? bytes.length : found;
			const room = start + maxLine - this.length;
			if (end > room) {
				lines.push(this.take(bytes.subarray(start, room)));
				start = room;
			} else {
				if (found < 0) this.keep(bytes.subarray(start));
				else lines.push(this.take(bytes.subarray(start, end)));
				start = end + 1;
			}
		}
		return lines;
	}
	/** The last line, when it had no end. */
	finish() {
		return this.length > 0 ? [this.take(Buffer.alloc(0))] : [];
	}
	keep(bytes) {
		this.rest ??= Buffer.alloc(maxLine);
		this.length += bytes.copy(this.rest, this.length);
	}
	take(bytes) {
		if (!this.rest || this.length === 0) return toText(bytes);
		this.keep(bytes);
		const { rest, length } = this;
		this.length = 0;
		return toText(rest.subarray(0, length));
	}
};
function toText(bytes) {
	const text = bytes.toString("utf8");
	return text.endsWith("\r") ? text.slice(0, -1) : text;
}
// src/console/markers.ts
/** Reads one line of the control channel. Anything that is not a whole, well-formed marker gives undefined. */
function parseMarker(line) {
	if (line === "waits -") return {
		kind: "waits",
		token: "-"
	};
	const [kind, token, ...words] = line.split(" ");
	if (!token || !/^[0-9a-f]{32}$/.test(token)) return void 0;
	switch (kind) {
		case "hello": return words.length === 1 && words[0] ? {
			kind,
			token,
			release: words[0]
		} : void 0;
		case "problem": {
			const errno = integer(words[0]);
			return errno === void 0 ? void 0 : {
				kind,
				token,
				errno,
				what: words.slice(1).join(" ")
			};
		}
		case "full":
		case "read-only":
		case "ready":
		case "listens":
		case "took": return words.length === 0 ? {
			kind,
			token
		} : void 0;
		case "shares": {
			const runs = runsOf$1(words.map(integer));
			return runs && {
				kind,
				token,
				runs
			};
		}
		case "start": {
			const taint = integer(words[0]);
			if (words.length === 0) return {
				kind,
				token
			};
			return words.length === 1 && taint !== void 0 ? {
				kind,
				token,
				taint
			} : void 0;
		}
		case "state": {
			if (words.length === 0) return {
				kind,
				token
			};
			const thread = readThread(words);
			return thread && {
				kind,
				token,
				thread
			};
		}
		case "end": {
			const [how, value, nanoseconds, taint] = [words[0], ...words.slice(1).map(integer)];
			const end = endOf$1(how, value);
			if (!end || nanoseconds === void 0 || words.length > 4) return void 0;
			const marker = {
				kind,
				token,
				end,
				seconds: nanoseconds / 1e9
			};
			if (words.length === 3) return marker;
			return taint === void 0 ? void 0 : {
				...marker,
				taint
			};
		}
		case "bye": return {
			kind,
			token,
			why: words.join(" ")
		};
		default: return;
	}
}
function endOf$1(how, value) {
	if (value === void 0) return void 0;
	if (how === "exit" && value <= 255) return {
		how,
		code: value
	};
	if (how === "signal" && value >= 1 && value <= 64) return {
		how,
		number: value
	};
	if (how === "not-started" && value >= 1) return {
		how,
		errno: value
	};
}
function runsOf$1(numbers) {
	const runs = [];
	for (let at = 0; at < numbers.length; at += 2) {
		const [first, count] = numbers.slice(at, at + 2);
		if (first === void 0 || count === void 0) return void 0;
		runs.push({
			first,
			count
		});
	}
	return runs;
}
function integer(word) {
	return word !== void 0 && /^[0-9]{1,19}$/.test(word) ? Number(word) : void 0;
}
// src/console/stream.ts
/**
* Divides the bytes of a channel among tests: where one test's bytes end, init writes that test's token. The bytes in
* between are the program's own, whatever they are.
*/
var TestStream = class {
	tokens;
	index = 0;
	rest = Buffer.alloc(0);
	/** Bytes of the test whose token comes next, of those that were given. */
	given = 0;
	/** @param tokens of the tests, in the order in which they run */
	constructor(tokens = []) {
		this.tokens = tokens.map((token) => Buffer.from(token, "latin1"));
	}
	/** One more test, after all others. */
	expect(token) {
		this.tokens.push(Buffer.from(token, "latin1"));
	}
	push(bytes) {
		const pieces = [];
		let all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
		for (;;) {
			const token = this.tokens[this.index];
			if (!token) return pieces;
			const at = all.indexOf(token);
			if (at < 0) {
				const keep = partOf(token, all);
				if (all.length > keep) pieces.push({
					index: this.index,
					bytes: all.subarray(0, all.length - keep),
					ended: false
				});
				this.rest = Buffer.from(all.subarray(all.length - keep));
				this.given += all.length - keep;
				return pieces;
			}
			pieces.push({
				index: this.index++,
				bytes: all.subarray(0, at),
				ended: true
			});
			all = all.subarray(at + token.length);
			this.rest = Buffer.alloc(0);
			this.given = 0;
		}
	}
	/** How many bytes have come of the test whose token comes next. */
	get length() {
		return this.given + this.rest.length;
	}
	/** Bytes of that test which did not come through the channel, in which there is no token. */
	pushPast(bytes) {
		if (this.index === this.tokens.length) return [];
		return [...this.finish(), {
			index: this.index,
			bytes,
			ended: false
		}];
	}
	/** What was held back because it could have become a token. */
	finish() {
		const bytes = this.rest;
		this.rest = Buffer.alloc(0);
		this.given += bytes.length;
		return bytes.length > 0 ? [{
			index: this.index,
			bytes,
			ended: false
		}] : [];
	}
};
/** How many of the last bytes could be the beginning of the token. */
function partOf(token, bytes) {
	for (let length = Math.min(token.length - 1, bytes.length); length > 0; length--) if (bytes.subarray(bytes.length - length).equals(token.subarray(0, length))) return length;
	return 0;
}
// src/console/observer.ts
const maxThreads = 100;
/**
* Turns the bytes of a guest's four channels into events. The channels arrive in no order among each other, so a test
* has ended when its token was seen on each of them. Pure: no clock, no I/O.
*/
var ConsoleObserver = class {
	/** Where a test is in the order, by its token. */
	places = /* @__PURE__ */ new Map();
	guestToken;
	streams = {
		stdout: new TestStream(),
		stderr: new TestStream()
	};
	controlLines = new Lines();
	logLines = new Lines();
	seen = [];
	bootLog = new KernelLog();
	/** After the last test that is known. */
	lastLog = new KernelLog();
	/** Whose part of the log it is; the boot comes before the first test. */
	logIndex = -1;
	/** How many tests have started, by the control channel, and not ended. */
	unended = 0;
	/** It has its boot plan. */
	isGreeted = false;
	left = false;
	/**
	* @param guestToken of this guest
	* @param tokens of its first tests, in the order in which they run
	*/
	constructor(guestToken, tokens = []) {
		this.guestToken = guestToken;
		for (const token of tokens) this.expect(token);
	}
	/**
	* One more test, which runs after all others.
	* @param beforeToken what comes before its token on stdout
	*/
	expect(token, beforeToken = "") {
		this.places.set(token, this.seen.length);
		this.streams.stdout.expect(`${beforeToken}${token}`);
		this.streams.stderr.expect(token);
		const isNext = this.logIndex === this.seen.length;
		const log = isNext ? this.lastLog : new KernelLog();
		if (isNext) this.lastLog = new KernelLog();
		this.seen.push({
			log,
			started: false,
			ends: /* @__PURE__ */ new Set(),
			reported: false
		});
	}
	/** What the kernel said before the first test. */
	get boot() {
		return this.bootLog.findings;
	}
	/** What the kernel said last, when no test was running: after the one that ended last, and before another started. */
	get idle() {
		const next = this.seen[this.logIndex];
		if (this.logIndex < 0 || next?.started) return {
			splats: [],
			log: []
		};
		return this.log().findings;
	}
	push(channel, bytes) {
		if (channel === "control") return this.controlLines.push(bytes).flatMap((line) => this.readControl(line));
		if (channel === "log") return this.logLines.push(bytes).flatMap((line) => this.readLog(line));
		return this.readStream(channel, this.streams[channel].push(bytes));
	}
	/** How many bytes have come on a stream's channel, of the test that has not ended there. */
	lengthOf(stream) {
		return this.streams[stream].length;
	}
	/** More of that test's bytes, which did not come on the channel. */
	pushPast(stream, bytes) {
		return this.readStream(stream, this.streams[stream].pushPast(bytes));
	}
	/** Called when the guest has ended and all its bytes were pushed. A marker that was cut off does not count. */
	finish() {
		return [
			...this.logLines.finish().flatMap((line) => this.readLog(line)),
			...this.readStream("stdout", this.streams.stdout.finish()),
			...this.readStream("stderr", this.streams.stderr.finish()),
			...this.giveUpMarks(this.seen.findLastIndex(({ end }) => end) + 1)
		];
	}
	hasStarted(index) {
		return this.seen[index]?.started === true;
	}
	/** What was seen so far of the test of an index; its end when that was seen on each channel. */
	observed(index) {
		const test = this.seen[index];
		return test ? observationOf(test) : {
			splats: [],
			log: []
		};
	}
	readControl(line) {
		const marker = parseMarker(line);
		return marker && !this.left ? this.readMarker(marker) : [];
	}
	readMarker(marker) {
		if (marker.kind === "waits") return this.isGreeted ? [] : [{ type: "waits" }];
		if (marker.kind === "took" || marker.kind === "shares") {
			const index = this.places.get(marker.token);
			const test = index === void 0 ? void 0 : this.seen[index];
			if (index === void 0 || !test?.started || test.end) return [];
			return [marker.kind === "took" ? {
				type: "took",
				index
			} : {
				type: "shares",
				token: marker.token,
				runs: marker.runs
			}];
		}
		if (marker.kind === "start" || marker.kind === "end" || marker.kind === "state" || marker.kind === "full") {
			const index = this.places.get(marker.token);
			const test = index === void 0 ? void 0 : this.seen[index];
			if (index === void 0 || !test) return [];
			if (marker.kind === "full") {
				test.isFull = true;
				return [];
			}
			if (marker.kind === "state") {
				if (!marker.thread) return [{
					type: "state",
					index
				}];
				test.threads = [...test.threads ?? [], marker.thread].slice(0, maxThreads);
				return [];
			}
			if (marker.kind === "start") {
				if (test.started) return [];
				test.started = true;
				this.unended++;
				if (marker.taint !== void 0) test.taintBefore = marker.taint;
				return [{
					type: "start",
					index
				}];
			}
			if (!test.started || test.end) return [];
			const { end, seconds, taint: after } = marker;
			const before = test.taintBefore;
			this.unended--;
			test.end = {
				end,
				seconds,
				...before === void 0 || after === void 0 ? {} : { taint: {
					before,
					after
				} }
			};
			return this.endOn("control", index);
		}
		if (marker.token !== this.guestToken || this.unended > 0) return [];
		if (marker.kind === "hello") {
			this.isGreeted = true;
			return [{
				type: "hello",
				release: marker.release
			}];
		}
		if (marker.kind === "read-only" || marker.kind === "ready" || marker.kind === "listens") return [{ type: marker.kind }];
		if (marker.kind === "problem") return [{
			type: "problem",
			errno: marker.errno,
			what: marker.what
		}];
		this.left = true;
		return [{
			type: "bye",
			why: marker.why
		}];
	}
	/**
	* A mark is looked for anywhere in the line: a program can write on the kernel's console, too, before it and after.
	*/
	readLog(line) {
		const mark = /uml-run: end of ([0-9a-f]{32})/.exec(line);
		const [text = "", token = ""] = mark ?? [];
		const index = token === this.guestToken ? -1 : this.places.get(token);
		if (!mark || index === void 0 || index < this.logIndex) {
			this.log().read(line);
			return [];
		}
		const isMissing = index > Math.max(this.logIndex, 0);
		const events = this.giveUpMarks(index);
		this.log().read(line.slice(0, mark.index));
		if (isMissing) this.log().findings.incomplete = true;
		this.logIndex = index + 1;
		this.log().read(line.slice(mark.index + text.length));
		return [...events, ...index < 0 ? [] : this.endOn("log", index)];
	}
	log() {
		return this.logIndex < 0 ? this.bootLog : this.seen[this.logIndex]?.log ?? this.lastLog;
	}
	/** Gives up waiting for the marks of the tests before this one: they will not arrive any more. */
	giveUpMarks(index) {
		const first = Math.max(this.logIndex, 0);
		this.logIndex = Math.max(this.logIndex, index);
		return this.seen.slice(first, Math.max(index, first)).flatMap(({ log }, place) => {
			log.findings.incomplete = true;
			return this.endOn("log", first + place);
		});
	}
	readStream(stream, pieces) {
		return pieces.flatMap(({ index, bytes, ended }) => [...bytes.length > 0 ? [{
			type: "bytes",
			index,
			stream,
			bytes
		}] : [], ...ended ? this.endOn(stream, index) : []]);
	}
	endOn(channel, index) {
		const test = this.seen[index];
		test?.ends.add(channel);
		if (!test || test.ends.size < 4 || test.reported) return [];
		test.reported = true;
		const observation = observationOf(test);
		test.log = new KernelLog();
		return [{
			type: "end",
			index,
			observation
		}];
	}
};
function observationOf({ log, end, isFull, threads, reported }) {
	return {
		...log.findings,
		...reported && end,
		...isFull && { isFull },
		...threads && { threads }
	};
}
// src/fs/stamp.ts
/** Changes with a file's content, or a folder's entries, as far as size, times and number tell. @throws the system's error */
function stampOf(path) {
	return stampIn((0, node_fs.statSync)(path, { bigint: true }));
}
function stampIn({ dev, ino, size, mtimeNs, ctimeNs }) {
	return [
		dev,
		ino,
		size,
		mtimeNs,
		ctimeNs
	].join("-");
}
/** The same; `gone` where there is nothing that can be looked at. */
function stampOrGone(path) {
	try {
		const status = (0, node_fs.statSync)(path, {
			bigint: true,
			throwIfNoEntry: false
		});
		return status ? stampIn(status) : "gone";
	} catch {
		return "gone";
	}
}
/** Which folder it is, whatever is in it; `gone` where there is none. */
function identityOf(path) {
	const status = (0, node_fs.statSync)(path, {
		bigint: true,
		throwIfNoEntry: false
	});
	return status?.isDirectory() ? `${status.dev}-${status.ino}` : "gone";
}
// src/guest/walk-folder.ts
/** Why the rest of a folder was left out. */
const tooMany = Symbol("too many");
/**
* Walks over all that is in a folder, each folder before what is in it. Folders are opened by their descriptors and links
* not followed, so whoever renames or exchanges something meanwhile leads it nowhere else. A folder that this process may
* not read is made readable.
*
* @param root absolute path
* @param most how many it sees, which limits time and memory
*/
function* walkFolder(root, most, missed) {
	const open = [];
	let seen = 0;
	function enter(path) {
		try {
			const fd = openOwn(path, node_fs.constants.O_DIRECTORY);
			const folder = {
				fd,
				names: []
			};
			open.push(folder);
			folder.names = namesIn(fd).sort((one, other) => Buffer.compare(other, one));
		} catch (error) {
			missed(error);
		}
	}
	function statsIn(fd, path) {
		try {
			return evenIfRefused(() => (0, node_fs.lstatSync)(path), () => (0, node_fs.chmodSync)(pathOf(fd), 448));
		} catch (error) {
			missed(error);
			return;
		}
	}
	function namesIn(fd) {
		const names = [];
		for (const name of entryNames(fd)) {
			if (seen++ === most) missed(tooMany);
			if (seen > most) break;
			names.push(name);
		}
		return names;
	}
	try {
		enter(root);
		for (let folder = open.at(-1); folder; folder = open.at(-1)) {
			const name = folder.names.pop();
			if (!name) {
				(0, node_fs.closeSync)(folder.fd);
				open.pop();
				continue;
			}
			const path = Buffer.concat([Buffer.from(`${pathOf(folder.fd)}/`), name]);
			const stats = statsIn(folder.fd, path);
			if (!stats) continue;
			yield {
				name,
				path,
				stats,
				depth: open.length - 1
			};
			if (stats.isDirectory()) enter(path);
		}
	} finally {
		for (const { fd } of open) (0, node_fs.closeSync)(fd);
	}
}
/** Names of what is in a folder that is open. */
function* entryNames(descriptor) {
	const folder = (0, node_fs.opendirSync)(pathOf(descriptor), { encoding: "buffer" });
	try {
		for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry.name;
	} finally {
		folder.closeSync();
	}
}
/** A path that leads to what is open. */
function pathOf(descriptor) {
	return `/proc/self/fd/${descriptor}`;
}
/**
* Opens a file or folder of this process's own user for reading, and no link.
* @param flags more of open(2)
* @throws the system's error
*/
function openOwn(path, flags = 0) {
	const reading = node_fs.constants.O_RDONLY | node_fs.constants.O_NOFOLLOW | node_fs.constants.O_NONBLOCK | flags;
	return evenIfRefused(() => (0, node_fs.openSync)(path, reading), () => allowReading(path));
}
function evenIfRefused(work, allow) {
	try {
		return work();
	} catch (error) {
		if (require_compile_cache.errnoOf(error) !== "EACCES") throw error;
		allow();
		return work();
	}
}
/** Of open(2): the descriptor can only be named, whatever it leads to. Node does not have it. */
const oPath = 2097152;
/** By a descriptor: what has that name may be exchanged meanwhile. */
function allowReading(path) {
	const descriptor = (0, node_fs.openSync)(path, oPath | node_fs.constants.O_NOFOLLOW);
	try {
		(0, node_fs.chmodSync)(pathOf(descriptor), 448);
	} finally {
		(0, node_fs.closeSync)(descriptor);
	}
}
// src/guest/artifact-copies.ts
/** Where copies go: a folder, and those in it as far as they have anything in them, at any depth. */
var Copies = class {
	/** The path of the folder, and the names of those that lead from it to the one that is entered. */
	#names;
	/** Descriptors of the first of them. */
	#open = [];
	constructor(target) {
		this.#names = [target];
	}
	enter(name) {
		this.#names.push(name);
	}
	leaveTo(depth) {
		this.#names.length = depth + 1;
		for (const folder of this.#open.splice(depth + 1)) (0, node_fs.closeSync)(folder);
	}
	/** Of a file in the folder that is entered. */
	pathOf(name) {
		return (0, node_path.join)(...this.#names, name);
	}
	/** Makes a file in the folder that is entered. */
	async add(name, copyTo) {
		const copy = `${this.#folder()}/${name}`;
		if ((0, node_fs.lstatSync)(copy, { throwIfNoEntry: false })?.isDirectory() === false) (0, node_fs.unlinkSync)(copy);
		await copyTo(copy);
		(0, node_fs.chmodSync)(copy, 420);
	}
	close() {
		for (const folder of this.#open) (0, node_fs.closeSync)(folder);
	}
	/** A short path of the folder that is entered, which is made where it is not there. */
	#folder() {
		for (const name of this.#names.slice(this.#open.length)) {
			const above = this.#open.at(-1);
			const path = above === void 0 ? name : `${pathOf(above)}/${name}`;
			if (above === void 0) (0, node_fs.mkdirSync)(path, { recursive: true });
			else require_compile_cache.makeFolder(path);
			this.#open.push((0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_DIRECTORY | node_fs.constants.O_NOFOLLOW));
		}
		return pathOf(this.#open.at(-1) ?? -1);
	}
};
// src/guest/disks.ts
/** In which tests that are not root leave their artifacts: each owns its files. */
const forArtifacts = {
	number: 14,
	device: "/dev/ubdo"
};
/** The working folder and /tmp of each test, and what container engines keep. */
const forWork = {
	number: 15,
	device: "/dev/ubdp"
};
/** All tests of a guest together have this much for artifacts, in bytes, or one as much as it may leave. */
const maxArtifacts = 16 * 2 ** 30;
/** For the file system itself. */
const ownBytes = 64 << 20;
/**
* @param written where the guest writes for this machine, absolute
* @param limit bytes that each of its tests may leave: whoever leaves more is to be found out before the disk is full
*/
function artifactsDisk(written, tests, limit) {
	const bytes = Math.max(limit, Math.min(tests * limit, maxArtifacts)) + limit + ownBytes;
	return {
		...forArtifacts,
		path: (0, node_path.join)(written, "disk/artifacts"),
		bytes
	};
}
/** @param memory absolute path of the folder for the guest's memory, in which there is room for this */
function workDisk(memory, bytes) {
	return {
		...forWork,
		path: (0, node_path.join)(memory, "work"),
		bytes
	};
}
/** @throws the system's error */
function makeDisk({ path, bytes }) {
	(0, node_fs.mkdirSync)((0, node_path.dirname)(path), { recursive: true });
	const file = (0, node_fs.openSync)(path, "wx");
	try {
		(0, node_fs.ftruncateSync)(file, bytes);
	} finally {
		(0, node_fs.closeSync)(file);
	}
	(0, node_fs.chmodSync)(path, 438);
}
/** Bytes that its file takes on this machine's disk now. */
function bytesTakenBy({ path }) {
	return 512 * (0, node_fs.statSync)(path).blocks;
}
/** Words of the kernel's command line. */
function diskWords(disks) {
	return disks.map(({ number, path }) => `ubd${number}=${path}`);
}
/**
* What each test finds on a new file system, instead of in memory.
* @param more absolute paths of folders, besides the working folder and /tmp, whose last names differ
*/
function workDiskSteps(more) {
	const { device } = forWork;
	const fromDisk = (target, mode) => ({
		do: "from-disk",
		device,
		folder: (0, node_path.basename)(target),
		target,
		mode
	});
	return [{
		do: "each",
		steps: [
			{
				do: "renew",
				device
			},
			fromDisk("/work", 493),
			fromDisk("/tmp", 1023),
			...more.map((target) => fromDisk(target, 457))
		]
	}];
}
// src/rootfs/ext/ext-image.ts
/** Features by which files are stored in another way; all others are about speed, safety and limits. */
const incompatible = [
	[1, "compressed files"],
	[4, "a journal that was not replayed, because it was not unmounted: replay it with e2fsck -p"],
	[8, "nothing but a journal in it"],
	[65536, "encrypted files"]
];
const metaBlockGroups = 16;
const is64Bit = 128;
/**
* @param isReplayed the caller reads the journal
* @throws UmlRunError `rootfs-invalid` when it is damaged or uses a feature that cannot be read
*/
async function openExt(path, what, { isReplayed = false } = {}) {
	const file = await (0, node_fs_promises.open)(path);
	try {
		const { size } = await file.stat();
		const read = (offset, length) => readFrom$1({
			file,
			size,
			what
		}, offset, length);
		const superblock = await read(1024, 1024);
		const features = superblock.readUInt32LE(96);
		const refused = isReplayed ? features & -5 : features;
		const problem = incompatible.find(([bit]) => refused & bit);
		if (problem) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is an ext file system with ${problem[1]}`);
		const shift = superblock.readUInt32LE(24);
		const [inodeCount, perGroup] = [superblock.readUInt32LE(0), superblock.readUInt32LE(40)];
		const inodeSize = superblock.readUInt32LE(76) === 0 ? 128 : superblock.readUInt16LE(88);
		const wide = (features & is64Bit) !== 0;
		const descriptorSize = wide ? Math.max(64, superblock.readUInt16LE(254)) : 32;
		const sizes = [inodeSize / 128, descriptorSize / 32];
		const fit = shift <= 6 && sizes.every((size) => Number.isInteger(Math.log2(size))) && Math.max(inodeSize, descriptorSize) <= 1024 << shift;
		if (perGroup === 0 || !fit) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is damaged: its superblock is not valid`);
		const blockSize = 1024 << shift;
		const firstBlock = superblock.readUInt32LE(20);
		const descriptorOf = (group) => {
			if (!(features & metaBlockGroups)) return (firstBlock + 1) * blockSize + group * descriptorSize;
			return metaDescriptorOf(group, superblock, {
				blockSize,
				descriptorSize,
				firstBlock
			});
		};
		const inodeAt = async (number) => {
			if (number < 1 || number > inodeCount) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is damaged: it refers to inode ${number} of ${inodeCount}`);
			const descriptor = await read(descriptorOf(Math.floor((number - 1) / perGroup)), descriptorSize);
			return (descriptor.readUInt32LE(8) + (wide ? descriptor.readUInt32LE(40) * 2 ** 32 : 0)) * blockSize + (number - 1) % perGroup * inodeSize;
		};
		return {
			blockSize,
			inodeCount,
			inodeSize,
			what,
			read,
			inodeAt,
			close: () => file.close()
		};
	} catch (cause) {
		await file.close();
		throw cause;
	}
}
/** With meta block groups, the descriptors of a few groups lie in the first of these groups. */
function metaDescriptorOf(group, superblock, { blockSize, descriptorSize, firstBlock }) {
	const perBlock = blockSize / descriptorSize;
	const meta = Math.floor(group / perBlock);
	const within = group % perBlock * descriptorSize;
	if (meta < superblock.readUInt32LE(260)) return (firstBlock + 1 + meta) * blockSize + within;
	const first = meta * perBlock;
	const hasSuperblock = first <= 1 || [
		3,
		5,
		7
	].some((base) => isPower(first, base));
	return (firstBlock + first * superblock.readUInt32LE(32) + (hasSuperblock ? 1 : 0)) * blockSize + within;
}
function isPower(value, base) {
	let power = base;
	while (power < value) power *= base;
	return power === value;
}
/** A damaged image refers to any place; one that Node cannot count to is beyond the end as well. */
async function readFrom$1({ file, size, what }, offset, length) {
	if (offset + length <= size) {
		const buffer = Buffer.alloc(length);
		const { bytesRead } = await file.read(buffer, 0, length, offset);
		if (bytesRead === length) return buffer;
	}
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is truncated: it ends at byte ${size}, and refers to byte ${offset}`);
}
async function readInode(image, number) {
	const bytes = await image.read(await image.inodeAt(number), image.inodeSize);
	const mode = bytes.readUInt16LE(0);
	return {
		number,
		mode,
		size: bytes.readUInt32LE(4) + (kindOf$1(mode) === "file" ? bytes.readUInt32LE(108) * 2 ** 32 : 0),
		modified: bytes.readUInt32LE(16),
		links: bytes.readUInt16LE(26),
		flags: bytes.readUInt32LE(32),
		blocks: bytes.subarray(40, 100),
		bytes
	};
}
function kindOf$1(mode) {
	return {
		8: "file",
		4: "folder",
		10: "symlink"
	}[mode >> 12] ?? "other";
}
/** An inode's content, in pieces of at most a megabyte. */
async function* contentOf(image, inode) {
	const most = 1 << 20;
	let left = inode.size;
	if (inode.flags & 268435456) {
		const stored = inlineContent(image, inode).subarray(0, left);
		yield stored;
		left -= stored.length;
	}
	for await (const run of inode.flags & 268435456 ? [] : runsOf(image, inode)) {
		for (let done = 0; done < run.length && left > 0;) {
			const length = Math.min(most, run.length - done, left);
			yield run.at === void 0 ? Buffer.alloc(length) : await image.read(run.at + done, length);
			done += length;
			left -= length;
		}
		if (left === 0) return;
	}
	for (; left > 0; left -= Math.min(most, left)) yield Buffer.alloc(Math.min(most, left));
}
function runsOf(image, inode) {
	return inode.flags & 524288 ? extentRuns(image, inode) : blockRuns(image, inode);
}
/**
* The first 60 bytes are where the blocks would be, the rest in the extended attribute `system.data`. What a file that
* was made longer lacks there are zeros.
*/
function inlineContent({ what }, { size, blocks, bytes }) {
	if (size <= blocks.length) return blocks.subarray(0, size);
	const start = bytes.length > 128 ? 128 + bytes.readUInt16LE(128) : 128;
	for (let at = start + 4; at + 16 <= bytes.length && bytes.readUInt32LE(at) !== 0;) {
		const nameLength = bytes.readUInt8(at);
		const name = bytes.toString("latin1", at + 16, at + 16 + nameLength);
		const value = start + 4 + bytes.readUInt16LE(at + 2);
		if (bytes[at + 1] === 7 && name === "data") return Buffer.concat([blocks, bytes.subarray(value, value + bytes.readUInt32LE(at + 8))]);
		at += 16 + Math.ceil(nameLength / 4) * 4;
	}
	throw damaged(what, "the content of a small file is missing");
}
async function* extentRuns(image, { blocks }) {
	const { blockSize, what } = image;
	let next = 0;
	yield* walk(blocks, 5);
	async function* walk(node, deepest) {
		const [magic, count, depth] = [
			node.readUInt16LE(0),
			node.readUInt16LE(2),
			node.readUInt16LE(6)
		];
		const isEmpty = count === 0 && (depth > 0 || node !== blocks);
		if (magic !== 62218 || depth > deepest || 12 + count * 12 > node.length || isEmpty) throw damaged(what, "its extents are not valid");
		for (let at = 12; at < 12 + count * 12; at += 12) {
			if (depth > 0) {
				const block = node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32;
				yield* walk(await image.read(block * blockSize, blockSize), depth - 1);
				continue;
			}
			const first = node.readUInt32LE(at);
			const length = node.readUInt16LE(at + 4);
			const block = node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32;
			const isWritten = length <= 32768;
			const blocksHere = isWritten ? length : length - 32768;
			if (blocksHere === 0) throw damaged(what, "its extents are not valid");
			if (first < next) throw damaged(what, "extents overlap");
			if (first > next) yield {
				at: void 0,
				length: (first - next) * blockSize
			};
			yield {
				at: isWritten ? block * blockSize : void 0,
				length: blocksHere * blockSize
			};
			next = first + blocksHere;
		}
	}
}
/** Twelve blocks, then a block of blocks, then one of such, then one of those. */
async function* blockRuns(image, { blocks, size }) {
	const { blockSize } = image;
	const each = blockSize / 4;
	let left = Math.ceil(size / blockSize);
	for (let at = 0; at < 15 && left > 0; at++) yield* below(blocks.readUInt32LE(at * 4), Math.max(0, at - 11));
	async function* below(block, depth) {
		const count = Math.min(left, each ** depth);
		if (block === 0 || depth === 0) {
			left -= count;
			yield {
				at: block === 0 ? void 0 : block * blockSize,
				length: count * blockSize
			};
			return;
		}
		const pointers = await image.read(block * blockSize, blockSize);
		for (let at = 0; at < each && left > 0; at++) yield* below(pointers.readUInt32LE(at * 4), depth - 1);
	}
}
function damaged(what, how) {
	return new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is damaged: ${how}`);
}
// src/rootfs/ext/journal.ts
/**
* What the journal of a file system that was not unmounted says, as far as it goes without optional features but
* revocation (`fs/jbd2` in the kernel). All numbers in it are big-endian.
*/
const magic = 3225106840;
const kinds$1 = {
	descriptor: 1,
	commit: 2,
	revocation: 5
};
const headerSize = 12;
const tagFlags = {
	escaped: 1,
	sameUuid: 2,
	last: 8
};
const journalInode = 8;
/** Bytes: many times of what a guest's disk has. */
const maxJournal = 128 << 20;
/**
* @returns the blocks that have another content than the image has in their places, by number
* @throws UmlRunError `rootfs-invalid` when the journal is damaged, or uses a feature that cannot be read
*/
async function replayJournal(image) {
	const { blockSize, what } = image;
	const inode = await readInode(image, journalInode);
	if (inode.size > maxJournal) throw damaged(what, "its journal is too large");
	const pieces = [];
	for await (const piece of contentOf(image, inode)) pieces.push(piece);
	const journal = Buffer.concat(pieces);
	const length = Math.floor(journal.length / blockSize);
	if (length < 2 || journal.readUInt32BE(0) !== magic || journal.readUInt32BE(12) !== blockSize) throw damaged(what, "its journal is not valid");
	if (journal.readUInt32BE(40) & -2) throw damaged(what, "its journal has features that cannot be read");
	const first = journal.readUInt32BE(20);
	const end = Math.min(length, journal.readUInt32BE(16));
	const start = journal.readUInt32BE(28);
	if (start === 0) return /* @__PURE__ */ new Map();
	if (first < 1 || start < first || start >= end) throw damaged(what, "its journal is not valid");
	return committed();
	function committed() {
		const writes = [];
		const revoked = /* @__PURE__ */ new Map();
		let pending = {
			writes: [],
			revoked: []
		};
		let sequence = journal.readUInt32BE(24);
		for (let at = start, left = end - first; left > 0;) {
			const record = blockAt(at);
			if (record.readUInt32BE(0) !== magic || record.readUInt32BE(8) !== sequence) break;
			const kind = record.readUInt32BE(4);
			[at, left] = [after(at), left - 1];
			if (kind === kinds$1.descriptor) for (const tag of tagsIn(record)) {
				pending.writes.push({
					sequence,
					block: tag.block,
					bytes: unescaped(blockAt(at), tag.isEscaped)
				});
				[at, left] = [after(at), left - 1];
			}
			else if (kind === kinds$1.revocation) pending.revoked.push(...revokedIn(record));
			else if (kind === kinds$1.commit) {
				writes.push(...pending.writes);
				for (const block of pending.revoked) revoked.set(block, sequence);
				pending = {
					writes: [],
					revoked: []
				};
				sequence = sequence + 1 >>> 0;
			} else break;
		}
		const last = writes.filter(({ block, sequence }) => sequence > (revoked.get(block) ?? -1));
		return new Map(last.map(({ block, bytes }) => [block, bytes]));
	}
	function blockAt(number) {
		return journal.subarray(number * blockSize, (number + 1) * blockSize);
	}
	function after(number) {
		return number + 1 < end ? number + 1 : first;
	}
}
function* tagsIn(record) {
	for (let at = headerSize; at + 8 <= record.length;) {
		const flags = record.readUInt16BE(at + 6);
		yield {
			block: record.readUInt32BE(at),
			isEscaped: (flags & tagFlags.escaped) !== 0
		};
		if (flags & tagFlags.last) return;
		at += flags & tagFlags.sameUuid ? 8 : 24;
	}
}
function* revokedIn(record) {
	const end = Math.min(record.length, record.readUInt32BE(headerSize));
	for (let at = 16; at + 4 <= end; at += 4) yield record.readUInt32BE(at);
}
/** A block that begins like a record has zeros there instead. */
function unescaped(block, isEscaped) {
	if (!isEscaped) return block;
	const copy = Buffer.from(block);
	copy.writeUInt32BE(magic, 0);
	return copy;
}
// src/rootfs/ext/replayed.ts
/**
* An image that need not have been unmounted: it reads as if its journal had been replayed, and stays as it is.
* @throws UmlRunError `rootfs-invalid` when it is damaged or uses a feature that cannot be read
*/
async function openReplayed(path, what) {
	const image = await openExt(path, what, { isReplayed: true });
	try {
		const newer = await replayJournal(image);
		return {
			...image,
			read: (offset, length) => readNewer(image, newer, offset, length)
		};
	} catch (cause) {
		await image.close();
		throw cause;
	}
}
async function readNewer(image, newer, offset, length) {
	const { blockSize } = image;
	const bytes = await image.read(offset, length);
	for (let block = Math.floor(offset / blockSize); block * blockSize < offset + length; block++) {
		const start = block * blockSize;
		newer.get(block)?.copy(bytes, Math.max(0, start - offset), Math.max(0, offset - start));
	}
	return bytes;
}
// src/rootfs/tree/tree-entry.ts
/** Letters of a name that a message shows. */
const maxShown$1 = 400;
/** A name for a message: quoted, on one line, and cut where it is long. */
function quoted(name) {
	const text = JSON.stringify(name.slice(0, maxShown$1));
	return name.length > maxShown$1 ? `${text.slice(0, -1)}\u2026"` : text;
}
/** @returns undefined where the bytes are no UTF-8 */
function nameFrom(bytes) {
	const name = bytes.toString("utf8");
	return Buffer.from(name).equals(bytes) ? name : void 0;
}
// src/rootfs/ext/read-ext.ts
const rootInode = 2;
/** What a folder's own blocks may be: a million names. */
const maxFolder = 64 << 20;
const maxTarget = 4096;
/**
* Everything in an ext2, ext3 or ext4 image, read without mounting it: no privilege is needed, and the image stays as
* it is.
* @throws UmlRunError `rootfs-invalid` when it is damaged, or uses a feature that cannot be read
*/
async function* readExt(path, what) {
	const image = await openExt(path, what);
	/** Names of files that have more than one. */
	const known = /* @__PURE__ */ new Map();
	const visited = /* @__PURE__ */ new Set();
	try {
		yield* folder(visit(rootInode, "."), ".");
	} finally {
		await image.close();
	}
	async function* folder(number, name) {
		const inode = await readInode(image, number);
		if (kindOf$1(inode.mode) !== "folder") throw damaged(what, `${quoted(name)} is not a folder`);
		yield member(inode, name, "folder");
		const folders = [];
		yield* files(inode, name, folders);
		for (const { number, path } of folders) yield* folder(number, path);
	}
	/** All in a folder but its folders, which are added to a list. */
	async function* files(inode, name, folders) {
		for (const child of namesIn$3(image, inode, await bytesOf(image, inode, maxFolder))) {
			const text = nameFrom(child.name);
			if (text?.includes("/")) throw damaged(what, `it has the name ${quoted(text)}`);
			const path = `${name}/${text}`;
			const inode = await readInode(image, child.inode);
			const kind = kindOf$1(inode.mode);
			if (text === void 0) yield member(inode, void 0, "other");
			else if (kind === "folder") folders.push({
				number: visit(child.inode, path),
				path
			});
			else yield await file(inode, path, kind);
		}
	}
	function visit(number, name) {
		if (visited.has(number)) throw damaged(what, `the folder ${quoted(name)} is inside itself`);
		visited.add(number);
		return number;
	}
	async function file(inode, name, kind) {
		const first = known.get(inode.number);
		if (first !== void 0) return member(inode, name, "hardlink", first);
		if (inode.links > 1 && kind !== "other") known.set(inode.number, name);
		return member(inode, name, kind, kind === "symlink" ? await targetOf(image, inode) : "");
	}
	function member(inode, name, type, target = "") {
		const { mode, size, modified } = inode;
		return {
			name,
			type,
			mode: mode & 4095,
			size,
			modified,
			target,
			content: () => contentOf(image, inode)
		};
	}
}
/**
* Folders of any form: those with an index of hashes hide it from who reads their blocks one after the other.
* @param bytes the folder's content
*/
function* namesIn$3(image, inode, bytes) {
	for (let at = inode.flags & 268435456 ? 4 : 0; at + 8 <= bytes.length;) {
		const [number, length, nameLength] = [
			bytes.readUInt32LE(at),
			bytes.readUInt16LE(at + 4),
			bytes.readUInt8(at + 6)
		];
		if (length < 8 || at + length > bytes.length || 8 + nameLength > length) throw damaged(image.what, "a folder is not valid");
		const name = bytes.subarray(at + 8, at + 8 + nameLength);
		if (number !== 0 && nameLength > 0 && ![".", ".."].includes(name.toString("latin1"))) yield {
			inode: number,
			name
		};
		at += length;
	}
}
async function targetOf(image, inode) {
	if (inode.size < inode.blocks.length && !(inode.flags & 268435456)) return inode.blocks.toString("utf8", 0, inode.size);
	return (await bytesOf(image, inode, maxTarget)).toString("utf8");
}
/**
* The whole content of a folder or a link.
* @throws UmlRunError `rootfs-invalid` when it has more than so many bytes
*/
async function bytesOf(image, inode, most) {
	if (inode.size > most) throw damaged(image.what, `it has a ${kindOf$1(inode.mode)} of ${inode.size} bytes`);
	const pieces = [];
	for await (const piece of contentOf(image, inode)) pieces.push(piece);
	return Buffer.concat(pieces);
}
// src/rootfs/ext/walk-ext.ts
/** Bytes of all folders together: a million names. They are in memory as long as they are entered. */
const maxFolders = 64 << 20;
/**
* Walks over all that is in a folder at the top of an image, each folder before what is in it. Whatever the image says, it
* takes no more memory than `maxFolders`, and no longer than its reader wants.
*
* @param missed told what cannot be read, in an error
*/
async function* walkExt(image, folder, missed) {
	let room = maxFolders;
	const visited = /* @__PURE__ */ new Set();
	const open = [];
	async function namesOf(number) {
		const inode = await readInode(image, number);
		if (kindOf$1(inode.mode) !== "folder" || visited.has(number)) throw damaged(image.what, "a folder is not valid");
		visited.add(number);
		const bytes = await bytesOf(image, inode, room);
		room -= bytes.length;
		return namesIn$3(image, inode, bytes);
	}
	async function entryOf({ name, inode: number }) {
		const inode = await readInode(image, number);
		const [kind, depth] = [kindOf$1(inode.mode), open.length - 1];
		return {
			number,
			name,
			kind,
			size: inode.size,
			depth,
			content: () => contentOf(image, inode)
		};
	}
	/** @returns undefined when it cannot be done, of which is told */
	async function attempt(work) {
		try {
			return await work();
		} catch (error) {
			missed(error);
			return;
		}
	}
	async function enter(number) {
		const names = await attempt(() => namesOf(number));
		if (names) open.push(names);
	}
	const top = await attempt(async () => {
		const root = await namesOf(2);
		for (let next = root.next(); !next.done; next = root.next()) if (next.value.name.toString("latin1") === folder) return next.value.inode;
	});
	if (top !== void 0) await enter(top);
	for (let names = open.at(-1); names; names = open.at(-1)) {
		const current = names;
		const next = await attempt(() => current.next());
		if (!next || next.done) {
			open.pop();
			continue;
		}
		const entry = await attempt(() => entryOf(next.value));
		if (!entry) continue;
		yield entry;
		if (entry.kind === "folder") await enter(entry.number);
	}
}
// src/guest/left-files.ts
/**
* The disk of a guest that is gone, as its journal says; to be closed. Undefined where nothing was written to it, as by a
* kernel that does not know it.
* @throws UmlRunError `rootfs-invalid` when it is damaged
*/
async function openDisk({ disk }) {
	return disk && bytesTakenBy(disk) > 0 ? openReplayed(disk.path, "the disk of artifacts") : void 0;
}
/**
* What a test left, in its folder and on the disk, each folder before what is in it. Of each place, no more is looked at
* than so many entries.
*/
async function* leftFiles(places, disk, test, most, missed) {
	yield* leftInFolder(places.placeOf(test), most, missed);
	if (disk) yield* leftOnDisk(disk, (0, node_path.basename)(places.pathOf(test)), most, missed);
}
function* leftInFolder(place, most, missed) {
	for (const { name, path, stats, depth } of walkFolder(place, most, missed)) yield {
		name,
		kind: stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other",
		size: stats.size,
		depth,
		copyTo: (target) => copyOwn(path, target)
	};
}
async function copyOwn(source, target) {
	const file = openOwn(source);
	try {
		if (!(0, node_fs.fstatSync)(file).isFile()) throw new Error("it is not a regular file");
		await (0, node_fs_promises.copyFile)(pathOf(file), target);
	} finally {
		(0, node_fs.closeSync)(file);
	}
}
/** Whatever the guest has made of it. */
async function* leftOnDisk(disk, folder, most, missed) {
	let seen = 0;
	for await (const { name, kind, size, depth, content } of walkExt(disk, folder, missed)) {
		if (seen++ === most) return missed(tooMany);
		yield {
			name,
			kind,
			size,
			depth,
			copyTo: (target) => (0, node_fs_promises.writeFile)(target, content())
		};
	}
}
// src/guest/steps.ts
const readOnly = 1;
const bound = 4096;
/** One that is there already stays, with this mode. */
function folder(path, mode) {
	return {
		do: "folder",
		path,
		mode
	};
}
/** @param data what the guest's hostfs knows the host's folder by */
function hostfs(target, data, flags = readOnly) {
	return {
		do: "mount",
		type: "hostfs",
		source: "none",
		target,
		flags,
		data,
		must: true
	};
}
/** A file system that needs no source. With `must` the guest cannot do without it. */
function mount(type, target, { data = "", must = true } = {}) {
	return {
		do: "mount",
		type,
		source: type,
		target,
		flags: 0,
		data,
		must
	};
}
/** Shows what the guest has at a path at another, too. */
function bind(source, target) {
	return {
		do: "mount",
		type: "",
		source,
		target,
		flags: bound,
		data: "",
		must: true
	};
}
// src/guest/own-folders.ts
/** Where each test finds the folder of the host that it leaves files in: its own, and no other's. */
const artifactsFolder = "/artifacts";
const own = /* @__PURE__ */ new Set([
	...guestFolders,
	".rootfs",
	".libraries",
	".modules",
	".written",
	".included"
]);
/** Whether init itself makes what has that name at the top of the root, whatever the rootfs has there. */
function isOwn(name) {
	return own.has(name);
}
/** Folders that are empty for each test, and their modes. What this machine or the rootfs has there is not seen. */
const fresh = [
	["/dev/shm", 1023],
	["/tmp", 1023],
	["/run", 493],
	["/root", 448],
	["/work", 493]
];
/** @returns the folder that is empty for each test and has this absolute path in it; undefined where none has */
function freshFolderOf(path) {
	return fresh.map(([folder]) => folder).find((folder) => isBelow(path, folder));
}
/** File systems of the kernel, and folders that are new for each test. */
const ownFolderSteps = [
	folder("/proc", 365),
	mount("proc", "/proc"),
	folder("/sys", 365),
	mount("sysfs", "/sys"),
	mount("cgroup2", "/sys/fs/cgroup", { must: false }),
	folder("/dev/pts", 493),
	mount("devpts", "/dev/pts", {
		data: "mode=620,ptmxmode=666",
		must: false
	}),
	folder("/dev/mqueue", 1023),
	{
		do: "link",
		target: "/proc/self/fd",
		path: "/dev/fd"
	},
	{
		do: "link",
		target: "/proc/self/fd/0",
		path: "/dev/stdin"
	},
	{
		do: "link",
		target: "/proc/self/fd/1",
		path: "/dev/stdout"
	},
	{
		do: "link",
		target: "/proc/self/fd/2",
		path: "/dev/stderr"
	},
	...fresh.map(([path, mode]) => folder(path, mode)),
	{
		do: "each",
		steps: fresh.map(([path, mode]) => mount("tmpfs", path, { data: `mode=${mode.toString(8)}` }))
	}
];
// src/guest/budget.ts
/** Bytes that guests take from, and may take later than they are promised. */
var Budget = class {
	free;
	promised = 0;
	/** What was free when it was last asked for with nothing promised. */
	whole = 0;
	/** @param free bytes that are free now: what guests have taken by now is not */
	constructor(free) {
		this.free = free;
	}
	/** Bytes that can be promised now. What others have taken meanwhile counts as what guests have. */
	left() {
		const free = this.free();
		if (this.promised === 0) this.whole = free;
		return Math.min(free, this.whole - this.promised);
	}
	/** @param bytes of what `left` has said just now */
	promise(bytes) {
		this.promised += bytes;
	}
	giveBack(bytes) {
		this.promised -= bytes;
	}
};
// src/guest/guest-memory.ts
/**
* The folders for guests' memory. A guest's file grows with what the guest touches, so each guest is promised all that it
* may use, in the first folder that has room for it: where there is none, it would die while a test runs.
*/
var GuestMemory = class {
	places;
	warn;
	warnedOf = /* @__PURE__ */ new Set();
	guests = 0;
	waiting = [];
	/**
	* @param folders absolute paths, the best first
	* @param name of the run's own folder in each of them
	* @param mounts of this process
	* @param warn is told, once, what makes the run slower
	*/
	constructor(folders, name, mounts, warn) {
		this.places = placesIn(folders, name, mounts);
		this.warn = warn;
	}
	/** The run's own folders, which need not have been made. */
	get owned() {
		return this.places.map(({ own }) => own);
	}
	/** @throws UmlRunError `memory-lacking` when there is no room for a single guest, which may use so many bytes */
	requireRoom(bytes) {
		if (!this.placeFor(bytes)) throw new require_compile_cache.UmlRunError("memory-lacking", this.noRoomFor(bytes));
	}
	/**
	* Takes room for a guest. Where there is none, waits for one that has some to end.
	* @param bytes that it may use
	* @throws UmlRunError `memory-lacking` when there is none to wait for; `temporary-folder-unusable`; the signal's reason
	*/
	async take(bytes, signal) {
		for (;;) {
			signal?.throwIfAborted();
			const place = this.takeNow(bytes);
			if (place) return place;
			if (this.guests === 0) this.requireRoom(bytes);
			this.warnOfFewer(bytes);
			await this.nextEnd(signal);
		}
	}
	/**
	* Takes room for a guest, if there is some now.
	* @throws UmlRunError `temporary-folder-unusable`
	*/
	takeNow(bytes) {
		const place = this.placeFor(bytes);
		return place && this.claim(place, bytes);
	}
	/**
	* A folder in memory for small files of this run, where there is plenty of it: a disk takes milliseconds for each folder.
	* @param bytes that have to be free; none is promised
	* @returns its absolute path
	* @throws UmlRunError `temporary-folder-unusable`
	*/
	folderForLittle(bytes) {
		const place = this.places.find((one) => isInMemory(one.mount) && leftIn(one) >= bytes);
		return place && madeIn(place);
	}
	/** Whether there is room for one more guest now. */
	hasRoom(bytes) {
		return this.placeFor(bytes) !== void 0;
	}
	placeFor(bytes) {
		return this.places.find((place) => leftIn(place) >= bytes);
	}
	claim(place, bytes) {
		const { folder, budgets } = place;
		const better = this.places.slice(0, this.places.indexOf(place));
		if (better.length > 0) this.warnOnce("elsewhere", `guests' memory goes to "${folder}": ${noRoomIn(better, bytes)}`);
		const own = madeIn(place);
		for (const budget of budgets) budget.promise(bytes);
		this.guests++;
		return {
			folder: own,
			giveBack: () => this.giveBack(budgets, bytes)
		};
	}
	giveBack(budgets, bytes) {
		for (const budget of budgets) budget.giveBack(bytes);
		this.guests--;
		for (const resume of this.waiting.splice(0)) resume();
	}
	nextEnd(signal) {
		return new Promise((resolve) => {
			this.waiting.push(resolve);
			signal?.addEventListener("abort", () => resolve(), { once: true });
		});
	}
	noRoomFor(bytes) {
		return `${noRoomIn(this.places, bytes)}, or lower --memory`;
	}
	/** Says, once, that guests wait for others to end. */
	warnOfFewer(bytes) {
		this.warnOnce("fewer", `fewer guests run at once than --jobs allows: ${this.noRoomFor(bytes)}`);
	}
	warnOnce(what, text) {
		if (!this.warnedOf.has(what)) this.warn(text);
		this.warnedOf.add(what);
	}
};
/** Folders of one file system have one budget, and those of all that are in memory have another. */
function placesIn(folders, name, mounts) {
	const memory = new Budget(availableMemory);
	const disks = /* @__PURE__ */ new Map();
	return folders.map((folder) => {
		const { dev } = (0, node_fs.statSync)(folder);
		const mount = mountOf((0, node_fs.realpathSync)(folder), mounts);
		const disk = disks.get(dev) ?? new Budget(() => freeIn(folder));
		disks.set(dev, disk);
		const budgets = isInMemory(mount) ? [disk, memory] : [disk];
		return {
			folder,
			mount,
			own: (0, node_path.join)(folder, name),
			isMade: false,
			budgets
		};
	});
}
/** @returns the run's own folder there, which is made with the first that goes into it */
function madeIn(place) {
	if (!place.isMade) makeTemporaryFolder(place.own);
	place.isMade = true;
	return place.own;
}
function leftIn({ budgets }) {
	return Math.max(0, Math.min(...budgets.map((budget) => budget.left())));
}
/** What there is instead, and what to do. */
function noRoomIn(places, bytes) {
	const seen = places.map((place) => ({
		...place,
		free: leftIn(place)
	}));
	const fix = seen.slice(0, 1).map(howToMakeRoom);
	return [`no room for the ${inMegabytes(bytes)} of a guest (${seen.map(describeMemoryFolder).join("; ")})`, ...fix].join("; ");
}
// src/guest/scratch.ts
/**
* @param warn is told, once, what about the folders makes the run slower
* @throws UmlRunError `temporary-folder-unusable` when there is nowhere to make them
*/
function makeScratch(warn = () => void 0) {
	const name = `${prefix}${(0, node_crypto.randomBytes)(6).toString("hex")}`;
	const mounts = readMounts();
	const folder = (0, node_path.join)(temporaryFolder(mounts), name);
	const memory = new GuestMemory(guestMemoryFolders(mounts), `${name}-m`, mounts, warn);
	const paths = [folder, ...memory.owned];
	const letGo = removeWhenGone(paths);
	makeTemporaryFolder(folder);
	return {
		folder,
		memory,
		remove() {
			for (const path of paths) removeFolder(path);
			letGo();
		}
	};
}
/**
* Where the folders of this run and of all others lie below a folder: no guest sees what is another's.
* @param folder absolute, without links
* @returns paths from there
*/
function runsBelow(folder, { memory }) {
	const paths = memory.owned.flatMap((own) => {
		const place = (0, node_fs.realpathSync)((0, node_path.dirname)(own));
		if (!isIn$1(place, folder)) return [];
		const names = (0, node_fs.readdirSync)(place).filter((name) => name.startsWith(prefix));
		return [(0, node_path.basename)(own), ...names].map((name) => (0, node_path.relative)(folder, (0, node_path.join)(place, name)));
	});
	return [...new Set(paths)];
}
/** Of the folders' names. */
const prefix = "uml-run-";
/**
* Removes a folder with all that is in it. A guest can make folders that Node cannot remove: too deep, or closed to
* this process. No result is lost over what is only in the way, so what `cleanup` cannot remove either stays.
*/
function removeFolder(path) {
	try {
		(0, node_fs.rmSync)(path, {
			recursive: true,
			force: true
		});
	} catch {
		(0, node_child_process.spawnSync)(nativeFile("cleanup"), [path], {
			stdio: [
				"ignore",
				"ignore",
				"ignore",
				"ignore"
			],
			cwd: "/",
			env: {}
		});
	}
}
/** The same, while this process goes on: a disk may take long. */
async function removeFolderAside(path) {
	if (countUpTo(few, path) < few) {
		removeFolder(path);
		return;
	}
	try {
		await (0, node_fs_promises.rm)(path, {
			recursive: true,
			force: true
		});
	} catch {
		removeFolder(path);
	}
}
const few = 32;
/** Entries of a folder and of the folders in it; `most` where there are more, or they cannot be read. */
function countUpTo(most, path) {
	let count = 0;
	try {
		const folder = (0, node_fs.opendirSync)(path);
		try {
			for (let entry = folder.readSync(); entry && count < most; entry = folder.readSync()) count += 1 + (entry.isDirectory() ? countUpTo(most, (0, node_path.join)(path, entry.name)) : 0);
		} finally {
			folder.closeSync();
		}
	} catch {
		return most;
	}
	return Math.min(count, most);
}
/**
* Should this process be killed, `cleanup`, which notices by its lifeline, removes what it leaves; should that be killed
* as well, another run's `cleanup` does: in the folders that these are in, a run that is gone has no lock. To be called
* before there is anything to remove.
* @param paths of folders; one that ends with a slash is removed only if it is empty
* @returns what ends that; what is still there is removed then, too
*/
function removeWhenGone(paths) {
	const locked = unique(paths.map((path) => (0, node_path.dirname)(path))).flatMap(openFolder$1);
	const unlock = () => locked.forEach(node_fs.closeSync);
	const cleanup = startCleanup(paths, locked);
	cleanup?.on("error", () => void 0);
	if (cleanup?.pid === void 0) return unlock;
	cleanup.unref();
	const lifeline = cleanup.stdio[3];
	lifeline.on("error", () => void 0);
	lifeline.unref();
	return () => {
		lifeline.destroy();
		unlock();
	};
}
/** @returns its descriptor, if it can be read: what nobody can list, nobody finds anything in */
function openFolder$1(path) {
	try {
		return [(0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_DIRECTORY)];
	} catch {
		return [];
	}
}
function unique(paths) {
	return [...new Set(paths)];
}
/**
* Some errors of a start are thrown at once, others are emitted later.
* @param locked descriptors of the folders in which it is to have its lock
*/
function startCleanup(paths, locked) {
	try {
		return (0, node_child_process.spawn)(nativeFile("cleanup"), paths, {
			stdio: [
				"ignore",
				"ignore",
				"ignore",
				"pipe",
				...locked
			],
			detached: true,
			cwd: "/",
			env: {}
		});
	} catch {
		return;
	}
}
// src/guest/init-for.ts
/**
* The `init` for a kernel: of as many bits as the kernel's executable.
* @param kernel path of the executable
* @returns absolute path
*/
function initFor(kernel) {
	return nativeFile(readElfHeader(kernel)?.bits === 32 ? "init-i386" : "init");
}
// src/rootfs/shown-folder.ts
/** Whether it lies in what each guest has of its own, or is that. Elsewhere, the share has an empty folder for it. */
function isInOwnFolder(place) {
	return guestFolders.some((name) => isIn$1(place, `/${name}`));
}
/** Whether guests can show it: not over what they cannot do without. */
function canBeShown(place) {
	if (isIn$1(place, "/dev/shm")) return true;
	return place !== "/" && ![
		"/proc",
		"/sys",
		"/dev",
		"/programs",
		"/artifacts"
	].some((path) => isIn$1(place, path));
}
/**
* Whether guests find a file of the host at its own path: in a folder that they see, where links do not lead out of what
* they see.
*/
function isSeen(shown, path) {
	if (!isShown(shown, path)) return false;
	const real = realPath(path);
	return real !== void 0 && isShown(shown, real);
}
/**
* Where guests find a file of the host in what they see, though the folders on its path may be links that they do not see.
* @returns its path there; undefined where they do not see it
*/
function seenPath(shown, path) {
	if (shown.length === 0) return void 0;
	if (isSeen(shown, path)) return path;
	const above = realPath((0, node_path.dirname)(path));
	const real = above && (0, node_path.join)(above, (0, node_path.basename)(path));
	return real && isSeen(shown, real) ? real : void 0;
}
function isShown(shown, path) {
	return shown.some(({ path: folder, hidden }) => {
		return isBelow(path, folder) && !hidden.some((one) => isIn$1(path, `${folder}/${one}`));
	});
}
// src/guest/show-folders.ts
/** What a guest's own folder has for the nth: a link, by which hostfs knows it. */
function linkOfShown(index) {
	return `shown-${index}`;
}
/** Folders, each before those that lie in it. They are new for each test. */
function shownFolderSteps(shown) {
	const steps = shown.flatMap(({ path, place, hidden, isProject }, index) => {
		const source = `/${linkOfShown(index)}`;
		return [...isInOwnFolder(place) ? wayTo$1(place) : [], {
			do: isProject ? "show-project" : "show",
			source,
			target: path,
			hidden
		}];
	});
	return steps.length === 0 ? [] : [{
		do: "each",
		steps
	}];
}
/** The folders that lead to a place in a file system that is empty, and its own; without the one that this is mounted at. */
function wayTo$1(place) {
	if (place === "/dev/shm" || (0, node_path.dirname)(place) === "/") return [];
	return [...wayTo$1((0, node_path.dirname)(place)), folder(place, 493)];
}
/** For the user, about a kernel of which init says that nothing can be written to the folder that tests start in. */
function readOnlyProject({ name }) {
	return `the folder that tests start in is read-only on ${name}, which cannot lay overlayfs over it and has too little memory for a copy: name a smaller folder with --workdir, raise --memory, or use a kernel that can`;
}
// src/guest/session-folders.ts
/**
* Where a guest's folders go.
* @param name of the guest: unique in the run, safe in paths
* @param memoryFolder absolute path of the folder for its memory
*/
function foldersOf$1({ scratch }, name, memoryFolder) {
	const memory = (0, node_path.join)(memoryFolder, name);
	return {
		own: `${memory}-own`,
		written: (0, node_path.join)(scratch.folder, name),
		memory,
		network: `${memory}-network`
	};
}
/** @throws the system's error */
function makeFolders$1({ own, written, memory }, kernel, { rootfs, share, shown = [] }) {
	(0, node_fs.mkdirSync)((0, node_path.join)(own, "boot/root"), { recursive: true });
	(0, node_fs.copyFileSync)(initFor(kernel.path), (0, node_path.join)(own, "boot/init"));
	(0, node_fs.symlinkSync)(rootfs, (0, node_path.join)(own, "rootfs"));
	(0, node_fs.symlinkSync)(share, (0, node_path.join)(own, "share"));
	(0, node_fs.symlinkSync)(written, (0, node_path.join)(own, writtenLink));
	for (const [index, { path }] of shown.entries()) (0, node_fs.symlinkSync)(path, (0, node_path.join)(own, linkOfShown(index)));
	if (kernel.modules) (0, node_fs.symlinkSync)(kernel.modules, (0, node_path.join)(own, modulesLink));
	(0, node_fs.mkdirSync)(memory, { mode: 448 });
}
/** As hostfs knows the folder where a guest writes for this machine. */
const writtenLink = "written";
/** As hostfs knows a kernel's modules. */
const modulesLink = "modules";
/** Shows other modules to a guest that runs: from one moment to the next, for hostfs knows a file by its path. */
function showModules({ own }, modules) {
	const aside = (0, node_path.join)(own, `${modulesLink}.new`);
	(0, node_fs.symlinkSync)(modules, aside);
	(0, node_fs.renameSync)(aside, (0, node_path.join)(own, modulesLink));
}
/** What init does next, or from its start. It sees all of it, or none. @throws the system's error */
function writePlan({ own }, plan) {
	const aside = (0, node_path.join)(own, "plan");
	(0, node_fs.writeFileSync)(aside, plan, { mode: 384 });
	(0, node_fs.renameSync)(aside, (0, node_path.join)(own, "boot/plan"));
}
/**
* Of a guest that is gone.
* @param left resolves when nobody uses the folder of its network any more; without it, it has none
*/
async function removeFoldersAside({ network, ...others }, left) {
	const removed = Object.values(others).map(removeFolderAside);
	await Promise.all([...removed, left?.then(() => removeFolderAside(network))]);
}
/** Of one that never was. */
function removeFolders(folders) {
	for (const path of Object.values(folders)) removeFolder(path);
}
// src/guest/artifacts.ts
/** Where a guest writes for this machine: in it are the only places that it can write to for its tests. */
const name$1 = "artifacts";
/** How many files of one test are kept. */
const maxFiles = 1e3;
/** How many files and folders of one test are looked at. */
const maxEntries = 20 * maxFiles;
/**
* @param written where the guest writes for this machine, absolute; made where it is not there
* @param onDisk bytes that each test may leave on a disk, and for how many tests; without it there is none
* @param ahead for how many tests there is a place now: into one that is made later, a kernel in a sandbox may not write
* @throws the system's error
*/
function makeArtifacts(written, onDisk, ahead = 0) {
	const place = (0, node_path.join)(written, name$1);
	(0, node_fs.mkdirSync)(place, { recursive: true });
	const secrets = [];
	const spares = Array.from({ length: ahead }, () => makePlace(place));
	const disk = onDisk && artifactsDisk(written, onDisk.tests, onDisk.limit);
	if (disk) makeDisk(disk);
	return {
		folder: place,
		get tests() {
			return secrets.length;
		},
		add(leaves = true) {
			secrets.push(leaves ? spares.pop() ?? makePlace(place) : void 0);
		},
		hasPlace: (test) => secrets[test] !== void 0,
		...disk && { disk },
		steps: [folder(artifactsFolder, 493), ...disk ? [{
			do: "artifacts",
			device: disk.device
		}] : []],
		placeOf: (test) => (0, node_path.join)(place, secretOf(test)),
		pathOf: (test) => `/${writtenLink}/${name$1}/${secretOf(test)}`
	};
	function secretOf(test) {
		const secret = secrets[test];
		if (secret === void 0) throw new RangeError(`the guest has no place for what test ${test} leaves`);
		return secret;
	}
}
/** @returns its name */
function makePlace(folder) {
	const secret = (0, node_crypto.randomBytes)(10).toString("hex");
	const path = (0, node_path.join)(folder, secret);
	(0, node_fs.mkdirSync)(path);
	(0, node_fs.chmodSync)(path, 1023);
	return secret;
}
/**
* Copies what the tests of a guest left that have started, once it is gone.
* @returns what was left out, in words for the user
*/
async function collectAll(artifacts, { kernel, tests, settings, artifactsPath, addsArtifacts }, hasStarted) {
	const leftOut = [];
	const disk = await openDisk(artifacts).catch((error) => {
		leftOut.push(`artifacts on ${kernel.name}: left out all that is on their disk: ${shortReason(error)}`);
	});
	try {
		for (const [index, test] of tests.entries()) {
			const target = artifactsPath?.(index);
			if (target === void 0 || !hasStarted(index) || !artifacts.hasPlace(index)) continue;
			const limit = settings.artifactsLimit ?? 0;
			const how = {
				disk,
				isAdded: addsArtifacts
			};
			for (const what of await collectArtifacts(artifacts, index, target, limit, how)) leftOut.push(`artifacts of ${test.name} on ${kernel.name}: left out ${what}`);
		}
	} finally {
		await disk?.close();
	}
	return leftOut;
}
/**
* Copies what a test left, once its guest is gone. Only regular files: links are not followed, devices and the like not
* opened. A hole counts as what it looks like, for a copy may have none. Whatever a test leaves, and however full the
* disk is, it costs no more than what is left out. A full disk ends it, and then only an eighth of the files
* stays: others want room, too.
*
* @param target absolute path of a folder, which is made when there is anything to put into it
* @param limit bytes
* @param how `disk` of the guest, open; `isAdded`: the folder may be there, and only files of the same names are replaced
* @returns what was left out, in words for the user
*/
async function collectArtifacts(artifacts, test, target, limit, how = {}) {
	const { disk, isAdded = false } = how;
	const leftOut = {
		files: 0,
		other: 0,
		failed: 0,
		rest: 0
	};
	let failure;
	let isFull = false;
	let bytes = 0;
	const copied = [];
	if (!isAdded) removeFolder(target);
	if (!isAdded && (0, node_fs.existsSync)(target)) return [`all: what an earlier run left in "${target}" cannot be removed`];
	const copies = new Copies(target);
	try {
		for await (const left of leftFiles(artifacts, disk, test, maxEntries, miss)) await take(left);
	} finally {
		copies.close();
	}
	return [
		...leftOut.files ? [`${leftOut.files} files above ${Math.floor(limit / 2 ** 20)} MB or ${maxFiles} files`] : [],
		...leftOut.other ? [`${leftOut.other} links and other files that are not regular`] : [],
		...leftOut.failed ? [`${countOf(leftOut.failed)} that could not be copied: ${shortReason(failure)}`] : [],
		...leftOut.rest ? [`all above ${maxEntries} files and folders`] : []
	];
	function miss(why) {
		if (why === tooMany) leftOut.rest++;
		else if (["ENOTDIR", "ELOOP"].includes(require_compile_cache.errnoOf(why) ?? "")) leftOut.other++;
		else fail(why);
	}
	function fail(why) {
		failure ??= why;
		leftOut.failed++;
		if (!require_compile_cache.isDiskFull(why)) return;
		failure = why;
		isFull = true;
		giveBack();
	}
	function giveBack() {
		const given = copied.splice(Math.floor((copied.length - 1) / 8));
		for (const path of given) removeFolder(path);
		leftOut.failed += given.length - 1;
	}
	async function take({ name, kind, size, depth, copyTo }) {
		copies.leaveTo(depth);
		if (kind === "folder") copies.enter(safeName(name));
		else if (kind !== "file") leftOut.other++;
		else if (copied.length === maxFiles || bytes + size > limit) leftOut.files++;
		else if (isFull) leftOut.failed++;
		else {
			bytes += size;
			copied.push(copies.pathOf(safeName(name)));
			await copies.add(safeName(name), copyTo).catch(fail);
		}
	}
}
function countOf(files) {
	return files === 1 ? "1 file" : `${files} files`;
}
/** Without the paths of a system's error, which may be as long as a test likes. */
function shortReason(error) {
	return require_compile_cache.errnoOf(error) ?? require_compile_cache.messageOf(error);
}
// src/guest/allowances.ts
/** The kernel makes a few: sockets, and the file with its number. */
const maxMemoryEntries = 1e3;
/** A folder and a file. */
const maxChangesEntries = 2;
/**
* How much a guest may write into its folders on the host.
* @param memory absolute path of the folder for its memory, in which its kernel may make any files
*/
function allowancesOf(guest, memory, { artifacts, changes }, hasStarted) {
	const bytes = guest.settings.artifactsLimit ?? 0;
	let newest = 0;
	let leftByOthers = 0;
	return {
		now,
		startTest
	};
	function now() {
		const first = newest;
		while (hasStarted(newest + 1)) newest++;
		const ofMemory = {
			folder: memory,
			bytes: memoryFolderBytes(guest.settings),
			entries: maxMemoryEntries,
			problem: inMemory
		};
		const ofChanges = changes ? [{
			...ofMemory,
			folder: changes.folder,
			entries: maxChangesEntries,
			problem: inChanges
		}] : [];
		if (!artifacts) return [ofMemory, ...ofChanges];
		const length = Math.min(newest + 1, artifacts.tests) - first;
		const ofTests = Array.from({ length }, (_, index) => first + index).filter((test) => artifacts.hasPlace(test)).map((test) => {
			return {
				folder: artifacts.placeOf(test),
				test,
				bytes,
				entries: maxEntries,
				problem: inArtifacts
			};
		});
		if (!artifacts.disk) return [
			ofMemory,
			...ofChanges,
			...ofTests
		];
		const ofDisk = {
			folder: (0, node_path.dirname)(artifacts.disk.path),
			test: newest,
			bytes: leftByOthers + bytes + ofFileSystem,
			entries: 1,
			problem: inArtifacts
		};
		return [
			ofMemory,
			...ofChanges,
			ofDisk,
			...ofTests
		];
	}
	function startTest() {
		if (artifacts?.disk) leftByOthers = bytesTakenBy(artifacts.disk);
	}
}
/** Bytes that the file system of a disk takes for itself, while a test writes to it. */
const ofFileSystem = 4 << 20;
const inMemory = "it wrote more into the folder of its memory than that memory takes";
const inChanges = "it wrote more about changed files than its memory takes";
const inArtifacts = "there was more in $UML_RUN_ARTIFACTS than --artifacts-limit allows";
// src/guest/boot-plan.ts
/** The boot plan's bytes, as `native/init/plan.c` reads them: words that each end with a NUL. */
function encodeBootPlan({ guestToken, steps, user, key, isOnce, isAhead, next, tests }) {
	const work = [
		key,
		isOnce ? "once" : "often",
		isAhead ? "ahead" : "later",
		String(user),
		next
	];
	return encode([
		guestToken,
		...steps.flatMap(stepWords),
		"tests",
		...work,
		...testsWords(tests)
	]);
}
/** The bytes of more tests, as `native/init/work.c` reads them. */
function encodeWork({ key, isLast, isSeen, next, tests }) {
	return encode([
		key,
		isLast ? "last" : "more",
		isSeen ? "seen" : "anew",
		next,
		...testsWords(tests)
	]);
}
function encode(words) {
	return Buffer.concat(words.flatMap((word) => [require_start.bytesOf(word), Buffer.from([0])]));
}
function testsWords(tests) {
	return tests.flatMap((test, index) => testWords(test, tests[index - 1]));
}
function stepWords(step) {
	switch (step.do) {
		case "entropy": return ["entropy", step.bytes.toString("hex")];
		case "folder": return [
			"folder",
			step.path,
			String(step.mode)
		];
		case "file":
		case "watch":
		case "keep": return [step.do, step.path];
		case "link": return [
			"link",
			step.target,
			step.path
		];
		case "host-name": return ["host-name", step.name];
		case "device": return [
			"device",
			step.path,
			step.kind,
			String(step.major),
			String(step.minor)
		];
		case "module": return ["module", step.path];
		case "may-load": return ["may-load", step.module];
		case "network": return ["network", ...linkWords(step.link)];
		case "drop": return ["drop", String(require_start.capabilities.indexOf(step.capability))];
		case "copy": return [
			"copy",
			step.source,
			step.path
		];
		case "overlay": return [
			"overlay",
			step.folders.join(":"),
			step.folders.at(-1) ?? "",
			step.target
		];
		case "show":
		case "show-project": return [
			...step.hidden.flatMap((path) => ["hide", path]),
			step.do,
			step.source,
			step.target
		];
		case "changes": return ["changes", step.folder];
		case "forget": return ["forget", step.path];
		case "renew":
		case "artifacts": return [step.do, step.device];
		case "from-disk": return [
			"from-disk",
			step.device,
			step.folder,
			step.target,
			String(step.mode)
		];
		case "each": {
			const words = step.steps.flatMap(stepWords);
			return [
				"each",
				String(words.length),
				...words
			];
		}
		case "choose": {
			const [overlay, otherwise] = [step.overlay.flatMap(stepWords), step.otherwise.flatMap(stepWords)];
			const skip = otherwise.length > 0 ? ["skip", String(otherwise.length)] : [];
			return [
				"unless-overlay-skip",
				String(overlay.length + skip.length),
				...overlay,
				...skip,
				...otherwise
			];
		}
		case "mount": return [
			step.must ? "mount" : "try-mount",
			step.type,
			step.source,
			step.target,
			String(step.flags),
			step.data
		];
	}
}
function linkWords({ address, prefix, gateway, address6, prefix6 = 128, gateway6 }) {
	const digits = (one) => one === void 0 ? "" : addressDigits(one);
	return [
		digits(address),
		String(prefix),
		digits(gateway),
		digits(address6),
		String(prefix6),
		digits(gateway6)
	];
}
function testWords(test, before) {
	const environment = counted(test.environment);
	const isSame = before !== void 0 && before.environment.join("\0") === test.environment.join("\0");
	return [
		test.token,
		test.folder,
		test.input,
		test.artifacts,
		String(test.user),
		String(test.group),
		String(test.terminal?.rows ?? 0),
		String(test.terminal?.columns ?? 0),
		test.hasConsoles ? "console" : "pipe",
		test.path,
		...counted(test.arguments),
		...isSame ? ["="] : environment
	];
}
function counted(words) {
	return [String(words.length), ...words];
}
// src/guest/boot-test.ts
/**
* A test in the form that the boot plan has.
* @param index of the test in its guest, from 0
* @param artifacts what hostfs knows the folder by for what it leaves behind
*/
function bootTest(test, index, settings, artifacts) {
	const { program } = test;
	const { terminal, hasConsoles = false, input, defaults } = settings;
	const { user, group } = defaults;
	const path = (program.inRootfs ? program.path : seenPath(settings.shown ?? [], program.path)) ?? `/programs${program.path}`;
	const place = artifacts === void 0 ? {} : { UML_RUN_ARTIFACTS: artifactsFolder };
	const own = {
		...test.environment,
		...program.environment
	};
	const environment = {
		...guestEnvironment(user),
		...defaults.environment,
		...place,
		...own
	};
	return {
		token: newToken(),
		folder: defaults.workingFolder ?? `/work/${index + 1}`,
		artifacts: artifacts ?? "",
		input: input === true || terminal ? newToken() : input ? "-" : "",
		user,
		group,
		...terminal && { terminal },
		hasConsoles,
		path,
		arguments: [path, ...test.arguments],
		environment: Object.entries(environment).map(([key, value]) => `${key}=${value}`)
	};
}
/** Where programs look for commands, unless their environment says otherwise. */
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** What guests have of their own in a test's environment; what the test itself has comes before it. */
function guestEnvironment(user) {
	const name = user === 0 ? "root" : String(user);
	return {
		PATH: usualPath,
		HOME: user === 0 ? "/root" : "/tmp",
		USER: name,
		LOGNAME: name,
		SHELL: "/bin/sh",
		TERM: "dumb"
	};
}
/** 32 hexadecimal digits that nobody can guess. */
function newToken() {
	return (0, node_crypto.randomBytes)(16).toString("hex");
}
/** 40 hexadecimal digits that nobody can guess. */
function newKey() {
	return (0, node_crypto.randomBytes)(20).toString("hex");
}
// src/guest/last-bytes.ts
/** Bytes that are copied at once. */
const pieceLength$1 = 262144;
/**
* The last bytes of a stream, in a file of their number. It has no name: nothing of it is left, however this process
* ends. Each method throws the system's error when the file cannot be made, written or read.
*/
var LastBytes = class {
	file;
	room;
	pushed = 0;
	/**
	* @param path that it has for a moment; what is there is removed, and never written to
	* @param room bytes that are kept, at least one
	*/
	constructor(path, room) {
		this.room = room;
		(0, node_fs.rmSync)(path, { force: true });
		this.file = (0, node_fs.openSync)(path, "wx+");
		(0, node_fs.rmSync)(path);
	}
	/** How many of them there are, in bytes. */
	get length() {
		return Math.min(this.pushed, this.room);
	}
	push(bytes) {
		for (let from = 0; from < bytes.length;) {
			const at = this.pushed % this.room;
			const written = (0, node_fs.writeSync)(this.file, bytes, from, Math.min(bytes.length - from, this.room - at), at);
			this.pushed += written;
			from += written;
		}
	}
	/** Gives them from first to last, in pieces that hold until the next one. */
	*pieces() {
		const at = this.pushed > this.room ? this.pushed % this.room : 0;
		yield* piecesOf(this.file, at, this.room);
		yield* piecesOf(this.file, 0, at);
	}
	close() {
		(0, node_fs.closeSync)(this.file);
	}
};
/**
* Reads a part of a file, or what there is of it, in pieces that hold until the next one.
* @param from in bytes, as is `to`
* @throws the system's error
*/
function* piecesOf(file, from, to) {
	const piece = Buffer.allocUnsafe(Math.min(pieceLength$1, to - from));
	for (let at = from; at < to;) {
		const read = (0, node_fs.readSync)(file, piece, 0, Math.min(piece.length, to - at), at);
		if (read === 0) return;
		yield piece.subarray(0, read);
		at += read;
	}
}
// src/guest/capture.ts
/**
* Writes one stream of a test into a file as it arrives: exactly its bytes up to the limit; above it, the first half of
* the limit, a line that says how much was left out, and the last half, which is put there at the end: until then, and if
* this process is killed, the file has the beginning up to the limit. A full disk ends it, and then only a small part of
* what there is stays: the outputs of others want room, too.
*/
var Capture = class {
	path;
	file;
	/** What went wrong with the file; what comes after it is lost. */
	problem;
	half;
	/** Of all that was written to it. */
	length = 0;
	/** There is one above the limit. */
	last;
	/** @param limit in bytes, at least 2 */
	constructor(path, limit) {
		this.path = path;
		this.half = Math.floor(limit / 2);
		this.attempt(() => {
			this.file = openNew(path);
		});
	}
	write(bytes) {
		const { file } = this;
		const now = bytes.subarray(0, Math.max(0, 2 * this.half - this.length));
		const later = bytes.subarray(now.length);
		this.length += bytes.length;
		if (file === void 0 || this.problem !== void 0) return;
		this.attempt(() => {
			if (now.length > 0) (0, node_fs.writeFileSync)(file, now);
			if (later.length === 0) return;
			this.last ??= new LastBytes(this.besides, this.half);
			this.last.push(later);
		});
	}
	close() {
		const { file, last } = this;
		if (file !== void 0 && last) this.attempt(() => this.putTogether(file, last));
		this.dropLast();
		this.file = void 0;
		if (file !== void 0) this.attempt(() => (0, node_fs.closeSync)(file));
	}
	/** Of the last half, the file may have the beginning. */
	putTogether(file, last) {
		const inFile = new LastBytes(this.besides, this.half);
		try {
			for (const piece of piecesOf(file, this.half + last.length, 2 * this.half)) inFile.push(piece);
			(0, node_fs.ftruncateSync)(file, this.half);
			(0, node_fs.writeFileSync)(file, `\n[uml-run: ${this.length - 2 * this.half} bytes left out]\n`);
			for (const piece of inFile.pieces()) (0, node_fs.writeFileSync)(file, piece);
			for (const piece of last.pieces()) (0, node_fs.writeFileSync)(file, piece);
		} finally {
			inFile.close();
		}
	}
	/** For a moment, until it has no name any more. */
	get besides() {
		return `${this.path}.last`;
	}
	dropLast() {
		const { last } = this;
		this.last = void 0;
		if (last) this.attempt(() => last.close());
	}
	/** A test's verdict does not depend on whether its output could be kept. */
	attempt(work) {
		try {
			work();
		} catch (error) {
			if (this.problem !== void 0) return;
			this.problem = `cannot keep output in ${this.path}: ${require_compile_cache.messageOf(error, this.path)}`;
			const { file } = this;
			this.dropLast();
			if (file !== void 0 && require_compile_cache.isDiskFull(error)) this.attempt(() => giveBack(file));
		}
	}
};
/**
* Nothing that has taken its place is written to, or waited for, as a FIFO would be. Mostly its folder is there, and it is
* not: two files for each test are worth no questions.
*/
function openNew(path) {
	try {
		return (0, node_fs.openSync)(path, "ax+");
	} catch (error) {
		const why = require_compile_cache.errnoOf(error);
		if (why === "ENOENT") require_compile_cache.makeFolder((0, node_path.dirname)(path));
		else if (why === "EEXIST") (0, node_fs.rmSync)(path);
		else throw error;
	}
	return (0, node_fs.openSync)(path, "ax+");
}
/** However many outputs meet a full disk, there is room for those that are small. */
function giveBack(file) {
	const kept = Math.min(65536, Math.floor((0, node_fs.fstatSync)(file).size / 8));
	(0, node_fs.ftruncateSync)(file, kept);
	(0, node_fs.writeSync)(file, "\n[uml-run: what followed is left out, for the disk was full]\n", kept);
}
// src/guest/disk-use.ts
/** Milliseconds between two looks; more where they would take over a fifth of the time. */
const minPause = 500;
/**
* @param allowances asked for at each look
* @param supervisor the guest's process
* @param onTooMuch called at most once, with what takes too much
*/
function watchDiskUse(allowances, supervisor, onTooMuch) {
	let timer;
	let isOver = false;
	return {
		begin() {
			if (!isOver) timer ??= setTimeout(look, minPause);
		},
		end() {
			isOver = true;
			clearTimeout(timer);
		}
	};
	function look() {
		const before = performance.now();
		const over = firstOver(allowances(), supervisor);
		if (over) onTooMuch(over);
		else timer = setTimeout(look, Math.max(minPause, 4 * (performance.now() - before)));
	}
}
function firstOver(allowances, supervisor) {
	const unlinked = supervisor === void 0 ? [] : [...unlinkedFiles(supervisor)];
	return allowances.find((allowance) => diskUse(allowance, unlinked) > allowance.bytes);
}
/**
* @param unlinked files that the guest's processes hold open
* @returns bytes that a folder takes on this machine's disk, in files with a name or without; infinite when there are more
* entries than allowed
*/
function diskUse({ folder, entries }, unlinked) {
	const sizes = /* @__PURE__ */ new Map();
	let isTooMuch = false;
	const add = ({ dev, ino, blocks }) => sizes.set(`${dev}-${ino}`, 512 * blocks);
	const miss = (why) => {
		if (why === tooMany || ["EMFILE", "ENFILE"].includes(require_compile_cache.errnoOf(why) ?? "")) isTooMuch = true;
	};
	for (const { stats } of walkFolder(folder, entries, miss)) {
		if (isTooMuch) return Number.POSITIVE_INFINITY;
		add(stats);
	}
	for (const { folder: its = folder, stats } of unlinked) if (`${its}/`.startsWith(`${folder}/`)) add(stats);
	return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
/**
* Files without a name that the processes below one hold open, one of them perhaps several times.
* @param process its id
*/
function* unlinkedFiles(process) {
	for (const pid of processesBelow(process)) for (const descriptor of list(`/proc/${pid}/fd`)) {
		const path = `/proc/${pid}/fd/${descriptor}`;
		const stats = attempt$1(() => (0, node_fs.statSync)(path));
		const place = stats?.isFile() && stats.nlink === 0 ? folderOf$1(path) : void 0;
		if (stats && place) yield {
			path,
			...place,
			stats
		};
	}
}
/** Undefined where the process has ended meanwhile. */
function folderOf$1(descriptor) {
	try {
		return { folder: (0, node_path.dirname)((0, node_fs.readlinkSync)(descriptor)) };
	} catch (error) {
		return require_compile_cache.errnoOf(error) === "ENAMETOOLONG" ? {} : void 0;
	}
}
function* processesBelow(process) {
	const waiting = [process];
	for (let pid = waiting.pop(); pid !== void 0; pid = waiting.pop()) for (const thread of list(`/proc/${pid}/task`)) {
		const pids = (attempt$1(() => (0, node_fs.readFileSync)(`/proc/${pid}/task/${thread}/children`, "latin1")) ?? "").split(" ").filter(Boolean).map(Number);
		waiting.push(...pids);
		yield* pids;
	}
}
function list(folder) {
	return attempt$1(() => (0, node_fs.readdirSync)(folder)) ?? [];
}
/** A process may end at any moment. */
function attempt$1(look) {
	try {
		return look();
	} catch {
		return;
	}
}
// src/guest/given-tests.ts
/** All tests that a guest was given, in the order in which it runs them. */
var GivenTests = class {
	tests = [];
	settings;
	artifacts;
	/** What the console has to know of each. */
	known = [];
	expected = 0;
	constructor(settings, artifacts) {
		this.settings = settings;
		this.artifacts = artifacts;
	}
	/**
	* @param own settings of these tests, where they are not the guest's
	* @returns them as the boot plan has them
	* @throws the system's error when there is no room for their folders
	*/
	add(tests, own = {}) {
		const settings = {
			...this.settings,
			...own
		};
		return tests.map((test) => {
			const index = this.tests.length;
			this.artifacts?.add(settings.leavesArtifacts);
			const left = this.artifacts?.hasPlace(index) ? this.artifacts.pathOf(index) : void 0;
			const given = bootTest(test, index, settings, left);
			this.tests.push(test);
			this.known.push({
				token: given.token,
				beforeToken: given.terminal ? "" : "",
				input: given.input.replace(/^-$/, "")
			});
			return given;
		});
	}
	/** Tells an observer of those that it does not know. */
	expectIn(observer) {
		for (; this.expected < this.known.length; this.expected++) {
			const { token, beforeToken } = this.at(this.expected);
			observer.expect(token, beforeToken);
		}
	}
	/** What the console has to know of the one of a number, from 0. */
	at(index) {
		const test = this.known[index];
		if (!test) throw new RangeError(`the guest has no test ${index}`);
		return test;
	}
};
// src/guest/memory-full.ts
/**
* A guest's end as it is to be told. A kernel that touches a page of its memory's file which the host has no room for gets
* SIGBUS (7), and panics, or init dies of it. Nothing else sends it that signal, and what a test logs to look like it
* costs only that test.
* @param findings all that the guest's kernel said
* @param folder where its memory was
*/
function orMemoryFull(end, findings, folder) {
	if (end.by !== "itself") return end;
	return end.code === busError || findings.some(({ panic }) => panic !== void 0 && ofBusError.test(panic)) ? {
		by: "machine",
		how: whatIsFull(folder)
	} : end;
}
const busError = 135;
/** What the kernel's panic says: arch/um/kernel/trap.c, kernel/exit.c. */
const ofBusError = /^(Kernel mode signal 7$|Attempted to kill init! exitcode=0x0*7$)/;
function whatIsFull(path) {
	const folder = memoryFolder(path);
	return `this machine ran out of room for the guest's memory (${`${describeMemoryFolder(folder)} now that it is gone`}); ${howToMakeRoom(folder)}`;
}
// src/kernel/network-modules.ts
/** Netlink (16) and key management (15) are for settings of the kernel: such a module is loaded to change some. */
const aliasOfSocket = /^alias (?:net-pf-(?!1[56]\b)|crypto-)\S* (\S+)$/;
/** By the folder of modules: each guest of a kernel asks for them. */
const known$1 = /* @__PURE__ */ new Map();
/** @param folder absolute path of a kernel's modules, where `depmod` has left its files; without these there are none */
function readModules(folder) {
	const files = {
		dependencies: (0, node_path.join)(folder, "modules.dep"),
		aliases: (0, node_path.join)(folder, "modules.alias")
	};
	const stamp = Object.values(files).map(stampOrGone).join(" ");
	const before = known$1.get(folder);
	if (before?.stamp === stamp) return before.modules;
	const modules = modulesIn(files);
	known$1.set(folder, {
		stamp,
		modules
	});
	return modules;
}
/** overlayfs, for guests that can write everywhere: a path in the folder of modules. */
const overlayModule = "kernel/fs/overlayfs/overlay.ko";
/** Paths, in the folder of modules, of what guests load before a test of theirs runs. */
function bootModules(folder) {
	return [...readModules(folder).ipv6, overlayModule].filter((path) => (0, node_fs.existsSync)((0, node_path.join)(folder, path)));
}
function modulesIn(files) {
	const paths = linesOf$1(files.dependencies).map((line) => line.replace(":", "").split(" ").filter(Boolean));
	const needs = new Map(paths.map((line) => [nameOf$1(line[0] ?? ""), line]));
	const aliases = linesOf$1(files.aliases).flatMap((line) => aliasOfSocket.exec(line)?.[1] ?? []);
	const kinds = [...needs.keys()].filter((name) => name.startsWith("algif_"));
	return {
		ipv6: (needs.get("ipv6") ?? []).toReversed(),
		forSockets: [...new Set([...kinds, ...aliases.map(nameOf$1)].flatMap((name) => (needs.get(name) ?? [name]).map(nameOf$1)))]
	};
}
function nameOf$1(path) {
	return (0, node_path.basename)(path).replace(/\.ko(\.\w+)?$/, "").replaceAll("-", "_");
}
function linesOf$1(path) {
	return (readTextSync(path) ?? "").split("\n").filter(Boolean);
}
// src/guest/device-nodes.ts
/** A line of modules.devname: `tun net/tun c10:200`. */
const line = /^\S+ (\S+) ([bc])(\d+):(\d+)$/gm;
/** What loop-control makes as its module is loaded, with the kernel's own default of how many. */
const loops = Array.from({ length: 8 }, (_, minor) => device(`/dev/loop${minor}`, "b", 7, minor));
/**
* Makes the device nodes whose modules are loaded when somebody opens them, as `kmod static-nodes` does on a machine at
* boot: /dev/fuse, /dev/net/tun, /dev/loop-control and so on.
* @param folder absolute path of a kernel's modules; without a modules.devname there are none
*/
function deviceSteps(folder) {
	return [...(readTextSync((0, node_path.join)(folder, "modules.devname")) ?? "").matchAll(line)].flatMap(([, name = "", kind, major, minor]) => {
		const path = (0, node_path.join)("/dev", name);
		return [
			...(0, node_path.dirname)(path) === "/dev" ? [] : [{
				do: "folder",
				path: (0, node_path.dirname)(path),
				mode: 493
			}],
			device(path, kind === "b" ? "b" : "c", Number(major), Number(minor)),
			...name === "loop-control" ? loops : []
		];
	});
}
function device(path, kind, major, minor) {
	return {
		do: "device",
		path,
		kind,
		major,
		minor
	};
}
// src/guest/module-steps.ts
/** Where the kernel's modules are; the share has an empty folder there (`stage`), so that it exists in any rootfs. */
const modulesFolder = "/lib/modules";
/**
* Shows the modules of a kernel that has some, so that `modprobe` works; the guest's hostfs knows them as /modules. IPv6 is
* there from the start, whether it is a module or not: a test that is the first to use it must not change the network of
* those after it.
*/
function modulesSteps({ modules, version }) {
	if (!modules) return [];
	const { ipv6, forSockets } = readModules((0, node_path.join)(modules, version));
	return [
		hostfs(modulesFolder, "/modules"),
		...ipv6.map((path) => ({
			do: "module",
			path: (0, node_path.join)(modulesFolder, version, path)
		})),
		...forSockets.map((module) => ({
			do: "may-load",
			module
		}))
	];
}
/** Before the layout, what it needs of the modules, and the devices that init then watches. */
function layoutModules({ modules, version }, steps) {
	if (!modules) return [];
	const overlay = (0, node_path.join)(version, overlayModule);
	const isWanted = steps.some(usesOverlay) && (0, node_fs.existsSync)((0, node_path.join)(modules, overlay));
	const seen = "/.modules";
	return [...deviceSteps((0, node_path.join)(modules, version)), ...isWanted ? [
		folder(seen, 493),
		hostfs(seen, "/modules"),
		{
			do: "module",
			path: (0, node_path.join)(seen, overlay)
		},
		{
			do: "forget",
			path: seen
		}
	] : []];
}
/** A module that is loaded while a test is prepared would seem to be that test's doing. */
function usesOverlay(step) {
	if (step.do === "each") return step.steps.some(usesOverlay);
	return step.do === "choose" || step.do === "show" || step.do === "show-project";
}
// src/guest/read-ahead.ts
/** Bytes. Of more than that a program needs little at first, and a guest would read all of it. */
const mostBytes = 2n << 20n;
/** Milliseconds. What was changed less than that ago could be changed again without another stamp. */
const restingTime = 2e3;
/**
* Which files a guest may read before it knows that it will need them: a program that lies in a folder that it sees, and all
* folders on the way there. While their stamps stay as they are, the guest shows nothing that has changed since.
* @returns absolute paths, the program's own first; none where it is to read nothing
*/
function readableAhead(program, shown) {
	const top = program && shown.find(({ path, isProject }) => isProject && isBelow(program.path, path));
	if (!top || program.inRootfs || realPath(program.path) !== program.path) return [];
	const paths = wayTo(program.path, top.path);
	const [file, ...folders] = paths.map((path) => (0, node_fs.statSync)(path, {
		bigint: true,
		throwIfNoEntry: false
	}));
	return file?.isFile() && file.size <= mostBytes && [file, ...folders].every(isAtRest) ? paths : [];
}
function wayTo(path, top) {
	return path === top ? [] : [path, ...wayTo((0, node_path.dirname)(path), top)];
}
function isAtRest(status) {
	return status !== void 0 && [status.mtimeMs, status.ctimeMs].every((time) => Date.now() - Number(time) >= restingTime);
}
// src/guest/session-job.ts
/** What its kernel has to be started with. */
function kernelJobOf({ tests, waits, artifactPlaces = mostTests, artifactsPath, ...job }) {
	const places = waits ? Math.max(tests.length, artifactPlaces) : tests.length;
	return {
		...job,
		places,
		keepsArtifacts: artifactsPath !== void 0
	};
}
// src/guest/shared-pages.ts
/** As native/init/shared-pages.c has it, in bytes. */
const pageLength = 4096;
const room = 256 * pageLength;
const ringPages = room / pageLength;
const pageCount = 513;
const tokenLength = 32;
/** Places in the first page; of a stream: `on_console`, `is_shared`, `written`, `taken`. */
const isReadAt = 32;
const isAwakeAt = 36;
const streamsAt = {
	stdout: 40,
	stderr: 64
};
const headerLength = 88;
const takenAt = 16;
/** Bytes of a stream that are taken at once. */
const most = 131072;
/**
* Pages of a guest's init that much output comes through, in the file that is the guest's memory. They can be read as
* long as this has the file open, be the guest alive or not. Nothing that is in them is believed but as bytes of the test.
*/
var SharedPages = class SharedPages {
	file;
	/** Where the first page is in the file. */
	place;
	rings;
	header = Buffer.alloc(headerLength);
	word = Buffer.alloc(4);
	bytes = Buffer.allocUnsafeSlow(most);
	constructor(file, pages) {
		const [first = 0, ...others] = pages;
		this.file = file;
		this.place = first;
		this.rings = {
			stdout: spansOf(others.slice(0, ringPages)),
			stderr: spansOf(others.slice(ringPages))
		};
	}
	/**
	* Looks for the pages in the files that a guest's processes hold open, and tells init that it has them.
	* @param supervisor of the guest: its process
	* @param folder of the guest's memory
	* @param token that each of the pages begins with
	* @param runs where they are in that memory
	* @returns undefined where this process may not open that file, or the pages are not there
	*/
	static find(supervisor, folder, token, runs) {
		if (runs.reduce((sum, { count }) => sum + count, 0) !== pageCount) return void 0;
		const pages = runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => (first + at) * pageLength));
		if (!pages.every(Number.isSafeInteger)) return void 0;
		for (const { path, folder: its } of unlinkedFiles(supervisor)) {
			const file = its === folder ? openFile(path) : void 0;
			if (file === void 0) continue;
			if (haveToken(file, pages, token)) {
				const found = new SharedPages(file, pages);
				found.write(isReadAt, 1);
				return found;
			}
			(0, node_fs.closeSync)(file);
		}
	}
	/** Tells init whether this looks at them again and again, without being woken. */
	setAwake(isAwake) {
		this.write(isAwakeAt, Number(isAwake));
	}
	/**
	* Takes some of what is there: nothing any more once the file is shorter than the guest's memory was.
	* @param lengthOf how many bytes of a stream have come on its console
	* @param give gets bytes that hold until it returns
	* @returns whether there was anything
	* @throws what `give` throws
	*/
	take(lengthOf, give) {
		if (!this.read(this.header, this.place)) return false;
		return ["stdout", "stderr"].map((stream) => {
			const { isShared, onConsole, length, from, taken } = this.ringOf(stream);
			if (!isShared || length === 0 || lengthOf(stream) < onConsole) return false;
			const bytes = this.bytes.subarray(0, Math.min(length, most));
			if (!this.readRing(bytes, stream, from)) return false;
			this.write(streamsAt[stream] + takenAt, taken + bytes.length >>> 0);
			give(stream, bytes);
			return true;
		}).includes(true);
	}
	close() {
		(0, node_fs.closeSync)(this.file);
	}
	ringOf(stream) {
		const at = streamsAt[stream];
		const [isShared = 0, written = 0, taken = 0] = [
			8,
			12,
			takenAt
		].map((place) => this.header.readUInt32LE(at + place));
		const length = Math.min(written - taken >>> 0, room);
		return {
			onConsole: this.header.readBigUInt64LE(at),
			isShared: isShared !== 0,
			length,
			from: taken % room,
			taken
		};
	}
	/** @returns whether it could, as `read` does */
	readRing(bytes, stream, from) {
		for (let done = 0; done < bytes.length;) {
			const at = (from + done) % room;
			const span = this.rings[stream].find(({ end }) => at < end);
			if (!span) return false;
			const part = bytes.subarray(done, done + span.end - at);
			if (!this.read(part, span.place + at - span.start)) return false;
			done += part.length;
		}
		return true;
	}
	read(bytes, place) {
		return (0, node_fs.readSync)(this.file, bytes, 0, bytes.length, place) === bytes.length;
	}
	write(at, value) {
		this.word.writeUInt32LE(value);
		(0, node_fs.writeSync)(this.file, this.word, 0, this.word.length, this.place + at);
	}
};
/** @param pages of a ring: where each is in the file */
function spansOf(pages) {
	const spans = [];
	for (const [index, place] of pages.entries()) {
		const last = spans.at(-1);
		const start = index * pageLength;
		if (last && place === last.place + start - last.start) last.end += pageLength;
		else spans.push({
			start,
			end: start + pageLength,
			place
		});
	}
	return spans;
}
/** Undefined where it may not be opened, or is no regular file any more. */
function openFile(path) {
	try {
		const file = (0, node_fs.openSync)(path, node_fs.constants.O_RDWR | node_fs.constants.O_NONBLOCK);
		if ((0, node_fs.fstatSync)(file).isFile()) return file;
		(0, node_fs.closeSync)(file);
	} catch {}
}
function haveToken(file, pages, token) {
	const found = Buffer.alloc(tokenLength);
	return pages.every((place) => (0, node_fs.readSync)(file, found, 0, tokenLength, place) === tokenLength && found.toString("latin1") === token);
}
// src/guest/shared-output.ts
/** Looks in vain before it sleeps: to be woken costs the guest as much as half a piece. */
const mostIdleLooks = 50;
/**
* Takes what a guest's tests write through its memory, in turns, as a guest's other channels are read; the guest wakes
* it by any byte on one of them.
*/
var SharedOutput = class {
	guest;
	observer;
	onEvent;
	pages;
	isAwake = false;
	idleLooks = 0;
	/** @param onEvent gets each event; the bytes in it hold until it returns */
	constructor(guest, observer, onEvent) {
		this.guest = guest;
		this.observer = observer;
		this.onEvent = onEvent;
	}
	/** Init has offered pages. Where they cannot be read, all output comes on consoles, as before. */
	begin(memoryFolder, token, runs) {
		if (this.guest.pid !== void 0) this.pages ??= SharedPages.find(this.guest.pid, memoryFolder, token, runs);
	}
	/** To be called when something has come on a channel. */
	wake() {
		if (this.isAwake || !this.take()) return;
		this.isAwake = true;
		this.pages?.setAwake(true);
		this.goOn();
	}
	/** Takes what is left when the guest has ended. */
	finish() {
		while (this.take());
	}
	close() {
		this.pages?.close();
		this.pages = void 0;
	}
	goOn() {
		setImmediate(() => this.guest.whenNotHeld(() => this.look()));
	}
	look() {
		this.idleLooks = this.take() ? 0 : this.idleLooks + 1;
		if (this.idleLooks < mostIdleLooks) {
			this.goOn();
			return;
		}
		this.idleLooks = 0;
		this.isAwake = false;
		this.pages?.setAwake(false);
		this.wake();
	}
	take() {
		const { pages, observer } = this;
		if (!pages) return false;
		return pages.take((stream) => observer.lengthOf(stream), (stream, bytes) => observer.pushPast(stream, bytes).forEach(this.onEvent));
	}
};
// src/host/library-folders.ts
/** Of the host: where programs find their libraries. */
const libraryFolders = [
	"/lib",
	"/lib32",
	"/lib64",
	"/usr/lib",
	"/usr/lib32",
	"/usr/lib64"
];
// src/network/open-ports.ts
/** Milliseconds between two attempts: the helper makes its socket for requests when the guest is connected. */
const pause$1 = 2;
/** Seconds that all of them may take. */
const patience$1 = 5;
/**
* Has a helper open ports of the host's loopback.
* @param api path of its socket for requests, which may not be there yet
* @param isOver whether the helper has ended, so that the ports are not needed any more
* @throws Error that names the port which it did not open; it says no reason
*/
async function openPorts(ports, api, isOver) {
	const late = new AbortController();
	const { signal } = late;
	(0, node_events.setMaxListeners)(0, signal);
	const stopClock = startClock(patience$1, () => late.abort());
	try {
		for (const port of ports) {
			const answer = await ask$2(publishRequest(port), api, isOver, signal);
			if (isOver()) return;
			const name = `port ${port.hostPort} (${port.protocol}) of this machine`;
			if (signal.aborted) throw new Error(`slirp4netns has not opened ${name} within ${patience$1} s`);
			if (answer === void 0 || hasFailed(answer)) throw new Error(`${name} cannot be opened; something else may have taken it`);
		}
	} finally {
		stopClock();
	}
}
function hasFailed(answer) {
	try {
		return "error" in JSON.parse(answer);
	} catch {
		return true;
	}
}
async function ask$2(request, api, isOver, signal) {
	while (!isOver() && !signal.aborted) {
		const socket = (0, node_net.createConnection)({
			path: api,
			signal
		});
		try {
			await (0, node_events.once)(socket, "connect");
		} catch {
			await (0, node_timers_promises.setTimeout)(pause$1);
			continue;
		}
		socket.end(request);
		return (0, node_stream_consumers.text)(socket).catch(() => void 0);
	}
}
// src/network/slirp-words.ts
/** The helper's command line, without its name. */
function slirpWords({ hostLoopback, offline, publish }, { link, api }) {
	return [
		"--target-type=bess",
		`--mtu=${mtu}`,
		...hasIpv6() ? ["--enable-ipv6"] : [],
		...hostLoopback ? [] : ["--disable-host-loopback"],
		...offline ? ["--outbound-addr=127.0.0.1", "--outbound-addr6=::1"] : [],
		...publish.length > 0 ? [`--api-socket=${api}`] : [],
		link
	];
}
// src/host/kernel-user.ts
/** The overflow user, whom nothing belongs to. */
const nobody = 65534;
/**
* The first user of guests, and how many there are: as many as a machine can have processes, for that of a guest's
* first process is added. What systemd hands out to others ends below.
*/
const users = {
	first: 19e8,
	count: 2 ** 22
};
/**
* Whom a kernel runs as when uml-run is root's.
* @returns undefined when it is not, or where no other user would do: in a user namespace that has only one, and in a
*   container without the right to read all files (CAP_DAC_READ_SEARCH), where another user could not read root's
*/
function kernelUser() {
	if (process.getuid?.() !== 0 || readTextSync("/proc/self/setgroups")?.trim() === "deny") return void 0;
	if (!hasCapability(readTextSync("/proc/self/status"), "DAC_READ_SEARCH")) return void 0;
	const maps = ["/proc/self/uid_map", "/proc/self/gid_map"].map((path) => readTextSync(path) ?? "");
	if (maps.every((map) => hasRange(map, users.first, users.count))) return "own";
	return maps.every((map) => hasRange(map, nobody, 1)) ? "nobody" : void 0;
}
/** The words of the supervisor's command line for it. */
function userWords(user) {
	if (user === "own") return ["--users-from", String(users.first)];
	return user === "nobody" ? ["--user", String(nobody)] : [];
}
/** @param map text of a file such as /proc/self/uid_map: lines of the first number, whose it is outside, and the count */
function hasRange(map, first, count) {
	return map.split("\n").map((line) => line.trim().split(/\s+/).map(Number)).some(([start = 0, , length = 0]) => first >= start && first + count <= start + length);
}
// src/host/supervised-end.ts
/**
* The signal that ended a program under the supervisor, or the supervisor itself.
* @param code of the supervisor: the program's own, less than 128, or 128 and the number of the signal that ended it
* @param signal that ended the supervisor
*/
function signalOfEnd(code, signal) {
	const names = Object.keys(node_os.constants.signals);
	return signal ?? names.find((name) => node_os.constants.signals[name] + 128 === code);
}
/** What a signal did to a process that nobody here has sent it. */
function endedFromOutside(signal) {
	return `was ended by ${signal} from outside uml-run`;
}
// src/network/supervised.ts
/**
* Starts a helper under the supervisor, by rules of its own.
* @param onFailure called at most once, and never after `end`, with how it ended, or why it failed
*/
function startSupervised(program, onFailure) {
	const helper = spawnSupervised(program);
	let said = "";
	let isOver = false;
	const fail = (why) => {
		if (isOver) return;
		isOver = true;
		onFailure(why);
	};
	const ended = new Promise((resolve) => {
		helper.once("error", (error) => {
			fail(`${program.name} could not be started: ${error.message}`);
			resolve();
		});
		helper.once("close", (code, signal) => {
			fail(`${program.name} ${howItEnded(code, signal, said)}`);
			resolve();
		});
	});
	helper.stderr?.on("data", (bytes) => {
		said = (said + bytes).slice(-mostSaid);
		program.onSaid?.(said);
	});
	const lifeline = helper.stdio[lifelineDescriptor];
	lifeline?.on("error", () => {});
	return {
		isOver: () => isOver,
		fail,
		async end() {
			isOver = true;
			lifeline?.write(".");
			await ended;
		}
	};
}
/** As in native/supervisor/main.c. */
const lifelineDescriptor = 3;
/** Characters of what it said last. */
const mostSaid = 1e3;
/** Node throws some errors of a start at once, such as E2BIG, and emits others later. */
function spawnSupervised({ path, words, read, folder, link, file, environment = {}, role }) {
	const supervision = [
		...[path, ...read].flatMap((one) => ["--read", realPath(one) ?? one]),
		...[
			"--write",
			"/dev/null",
			"--memory",
			folder
		],
		...userWords(kernelUser()),
		...link === void 0 ? [] : ["--connect", link],
		...file === void 0 ? [] : ["--file-bytes", String(file.limit)],
		...["--role", role],
		...[
			"--",
			path,
			...words
		]
	];
	return (0, node_child_process.spawn)(nativeFile("supervisor"), supervision, {
		stdio: [
			"ignore",
			"ignore",
			"pipe",
			"pipe",
			...file === void 0 ? [] : [file.descriptor]
		],
		detached: true,
		cwd: folder,
		env: environment
	});
}
/** Signals that a program brings on itself. */
const crashes = /* @__PURE__ */ new Set([
	"SIGABRT",
	"SIGBUS",
	"SIGFPE",
	"SIGILL",
	"SIGSEGV",
	"SIGSYS",
	"SIGTRAP"
]);
/** @param code and signal as of `signalOfEnd` */
function howItEnded(code, signal, said) {
	const by = signalOfEnd(code, signal);
	if (by !== void 0) return crashes.has(by) ? `crashed (${by})` : endedFromOutside(by);
	const last = said.trim().split("\n").slice(-2).join(" ");
	return `ended with code ${code}${last === "" ? "" : `: ${last}`}`;
}
// src/network/helper.ts
/**
* Starts the helper of one guest, which listens some milliseconds later.
* @param folder absolute path of the folder that it makes its sockets in; made, and not removed
* @param takesFew whether who is connected reads 64 frames when some arrive, and the rest only when more do
* @param onFailure called at most once, and never after `end`, with why the guest has no network any more
* @throws the system's error when the folder cannot be made or written to
*/
function startHelper(network, folder, takesFew, onFailure) {
	(0, node_fs.mkdirSync)(folder, { mode: 448 });
	const { slirp, publish } = network;
	const libraries = slirp.libraries === void 0 ? [] : [slirp.libraries];
	const helper = startSupervised({
		name: "slirp4netns",
		path: slirp.path,
		words: slirpWords(network, {
			link: `${names.link}.unfiltered`,
			api: names.api
		}),
		read: [
			...libraries,
			...libraryFolders,
			"/etc/ld.so.cache",
			"/etc/resolv.conf",
			"/dev/urandom"
		],
		folder,
		environment: {
			LD_PRELOAD: `./${(0, node_path.basename)(copyNativeFile("packet-filter.so", folder))}`,
			...slirp.libraries !== void 0 && { LD_LIBRARY_PATH: slirp.libraries },
			...takesFew && { UML_RUN_FEW_FRAMES: "1" }
		},
		role: publish.length > 0 ? "helper-with-api" : "helper",
		onSaid(said) {
			const [before = "", after] = said.split("Waiting for connection");
			if (after === void 0 || (0, node_fs.existsSync)(linkIn(folder))) return;
			const [problem] = before.trim().split("\n", 1);
			helper.fail(`slirp4netns runs without its packet filter: ${problem || "its loader does not preload it"}`);
		}
	}, (why) => onFailure(`the guest's network is gone: ${why}`));
	const stopClock = startClock(patience, () => {
		if (!(0, node_fs.existsSync)(linkIn(folder))) helper.fail(`slirp4netns has not listened for the guest within ${patience} s`);
	});
	return {
		ready: publish.length > 0 ? openAll(publish, folder, helper) : void 0,
		end() {
			stopClock();
			return helper.end();
		}
	};
}
/** Seconds until it has to listen: less than a guest's supervisor waits (native/supervisor/link.c), who cannot name it. */
const patience = 5;
/** Of its sockets. */
const names = {
	link: "link",
	api: "api"
};
/** The socket for its guest; an absolute path. @param folder of a helper */
function linkIn(folder) {
	return (0, node_path.join)(folder, names.link);
}
/** Resolves when all ports are open; never where the helper has failed, or ends. */
async function openAll(ports, folder, helper) {
	try {
		await openIn(folder, ports, helper);
	} catch (error) {
		helper.fail(require_compile_cache.messageOf(error));
	}
	if (helper.isOver()) await new Promise(() => {});
}
/** @throws Error as `openPorts` does */
async function openIn(folder, ports, { isOver }) {
	const opened = (0, node_fs.openSync)(folder, "r");
	try {
		await openPorts(ports, `/proc/self/fd/${opened}/${names.api}`, isOver);
	} finally {
		(0, node_fs.closeSync)(opened);
	}
}
// src/network/capture-file.ts
/** @returns a descriptor of the empty file; undefined when it cannot be made: nothing that runs depends on it */
function openCapture({ path, warn }) {
	try {
		require_compile_cache.makeFolder((0, node_path.dirname)(path));
		(0, node_fs.rmSync)(path, { force: true });
		return (0, node_fs.openSync)(path, "wx");
	} catch (error) {
		warn(`cannot capture into "${path}": ${require_compile_cache.messageOf(error, path)}`);
		return;
	}
}
/** Hears what the switch says, and tells when it has ended a capture, which native/switch/capture.c then does. */
function captureListener({ path, limit, warn }) {
	let isTold = false;
	return (said) => {
		const [, error] = /cannot write more to the capture: error (\d+)/.exec(said) ?? [];
		if (error === void 0 || isTold) return;
		isTold = true;
		const isLimit = Number(error) === node_os.constants.errno.EFBIG;
		const most = `--artifacts-limit allows no more than ${Math.floor(limit / 2 ** 20)} MB`;
		warn(`the capture "${path}" ends early: ${isLimit ? most : errnoText(Number(error))}`);
	};
}
// src/network/switch.ts
/**
* Starts a switch, which listens some milliseconds later.
* @param folder absolute path of the folder for its sockets; made, and not removed
* @param onFailure called at most once, and never after `end`, with how it ended
* @throws the system's error when the folder cannot be made
*/
function startSwitch({ ports, wayOut, impairment, capture }, folder, onFailure) {
	(0, node_fs.mkdirSync)(folder, { mode: 448 });
	const descriptor = capture && openCapture(capture);
	const words = [
		...lineWords(impairment),
		...descriptor === void 0 ? [] : ["--capture", String(4)],
		...ports.flatMap((name, port) => [
			"--port",
			name,
			macAt(port).replaceAll(":", ""),
			String(port)
		]),
		...wayOut === void 0 ? [] : ["--uplink-descriptor", String(11)]
	];
	const program = {
		name: "the switch",
		path: nativeFile("switch"),
		words,
		read: [],
		link: wayOut,
		folder,
		role: "helper",
		...capture && { onSaid: captureListener(capture) },
		...capture && descriptor !== void 0 && { file: {
			descriptor,
			limit: capture.limit
		} }
	};
	try {
		return startSupervised(program, onFailure);
	} finally {
		if (descriptor !== void 0) (0, node_fs.closeSync)(descriptor);
	}
}
/** The socket of a guest's port. @param folder of a switch */
function portIn(folder, port) {
	return (0, node_path.join)(folder, String(port));
}
/** The seed of what is lost stays the same: tests can be repeated. */
function lineWords(impairment) {
	return Object.entries(impairment ?? {}).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
// src/network/segment.ts
/**
* How the guest at a port sets up its end.
* @param port 0 for the tests' guest, up to `mostPeers`
* @param wayOut the network that leads out of the segment, if any
* @param hosts names of peers, with their addresses
*/
function segmentLink(port, wayOut, hosts) {
	const { address6, ...rest } = {
		address6: void 0,
		...wayOut ? linkOf(wayOut) : {
			prefix: 24,
			nameservers: []
		}
	};
	return {
		...rest,
		address: addressAt(port),
		...address6 !== void 0 && { address6: address6At(port) },
		hosts
	};
}
/** An Ethernet that guests share, by a switch which is an ordinary process of the host. */
var Segment = class {
	folder;
	capture;
	helpers = [];
	members = new Members();
	ready;
	/**
	* @param folder absolute path of a folder for its sockets; made, and not removed
	* @throws the system's error when its folders cannot be made; nothing runs then
	*/
	constructor(folder, { peers, wayOut, impairment, capture }) {
		this.folder = folder;
		this.capture = capture?.path;
		(0, node_fs.mkdirSync)(folder, {
			recursive: true,
			mode: 448
		});
		const fail = (why) => this.members.fail(why);
		const out = (0, node_path.join)(folder, "out");
		const helper = wayOut && startHelper(wayOut, out, false, fail);
		if (helper) this.helpers.push(helper);
		this.ready = helper?.ready;
		const plan = {
			ports: ["uml", ...peers],
			wayOut: wayOut && linkIn(out),
			impairment,
			capture
		};
		try {
			this.helpers.push(startSwitch(plan, switchIn(folder), (why) => fail(`the guests' network is gone: ${why}`)));
		} catch (error) {
			this.end();
			throw error;
		}
	}
	/** @param port 0 for the tests' guest, then those of the peers */
	port(port) {
		const { capture } = this;
		return {
			socket: socketIn(this.folder, port),
			mac: macAt(port),
			capture,
			join: (onFailure) => this.join(onFailure)
		};
	}
	/** Ends it once its guests have ended. Nothing is left of it. */
	async end() {
		await Promise.all(this.helpers.map((helper) => helper.end()));
	}
	join(onFailure) {
		const leave = this.members.join(onFailure);
		return {
			ready: this.ready,
			end: async () => leave()
		};
	}
};
/** The socket of a guest's port. @param folder of a segment */
function socketIn(folder, port) {
	return portIn(switchIn(folder), port);
}
function switchIn(folder) {
	return (0, node_path.join)(folder, "switch");
}
// src/network/join-network.ts
/**
* A place for one guest.
* @throws UmlRunError `network-unavailable` when all are taken
*/
function placeIn(network, guest) {
	if ("take" in network) return network.take(takesFew(guest.release));
	const { socket, mac } = "slirp" in network ? {
		socket: ownSocket(network, guest.folder),
		mac: macAt(0)
	} : network;
	let joined;
	return {
		supervisorWords: ["--connect", socket],
		kernelWords: linkWords$1(mac),
		join(onFailure) {
			joined = "slirp" in network ? startOwn(network, guest, onFailure) : network.join(onFailure);
			return joined.ready;
		},
		leave: async () => joined?.end()
	};
}
/** Whether there is more between the guest and its helper than a socket. */
function hasSwitch({ impairment, capture }) {
	return impairment !== void 0 || capture !== void 0;
}
function ownSocket(network, folder) {
	return hasSwitch(network) ? socketIn(folder, 0) : linkIn(folder);
}
function startOwn(network, { release, folder, capturePath: path }, onFailure) {
	if (!hasSwitch(network)) return startHelper(network, folder, takesFew(release), onFailure);
	const { impairment, capture: how } = network;
	const segment = new Segment(folder, {
		peers: [],
		wayOut: network,
		impairment,
		capture: how && path !== void 0 ? {
			...how,
			path
		} : void 0
	});
	const member = segment.port(0).join(onFailure);
	return {
		ready: member.ready,
		async end() {
			await member.end();
			await segment.end();
		}
	};
}
/** Kernels before 5.18 wait for more frames when they have read 64. */
function takesFew(release) {
	const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part, 10));
	return major < 5 || major === 5 && minor < 18;
}
// src/guest/changes/change-stream.ts
/** What init writes of a program's changes, one record each; `native/init/change-stream.h` says more. */
const kinds = {
	d: "folder",
	n: "new-folder",
	m: "moved-folder",
	u: "leave",
	f: "file",
	b: "bytes",
	a: "attributes",
	h: "hard-link",
	l: "link",
	x: "removed",
	o: "other",
	L: "lost",
	E: "end"
};
const headSize = 80;
/** A stream cannot be used; the message says why. */
var DamagedChanges = class extends Error {
	name = "DamagedChanges";
};
/** Of a name or a target; the kernel's own limit. */
const maxPath = 4096;
/** As in `native/init/change-stream.h`. */
const maxData = 262144;
/** No file is larger, not even one of holes. */
const maxFile = 2 ** 63;
/** Numbers are in the order of this machine's bytes, which is the guest's. */
const isLittle = (0, node_os.endianness)() === "LE";
/**
* Reads the records of a file, up to the end's.
* @param file a descriptor; its own offset is not used
* @throws DamagedChanges when the stream is not as init writes it, or has no end
*/
function* readChanges(file) {
	let at = 0;
	for (;;) {
		const head = bytesAt(file, at, headSize);
		const number = (index) => isLittle ? head.readBigInt64LE(8 * index) : head.readBigInt64BE(8 * index);
		const [nameLength, dataLength] = [within$1(number(1), maxPath), within$1(number(2), maxData)];
		const change = {
			kind: kindOf(number(0)),
			name: bytesAt(file, at + headSize, nameLength),
			data: {
				at: at + headSize + nameLength,
				length: dataLength
			},
			mode: within$1(number(3), 65535),
			uid: within$1(number(4), 2 ** 32 - 1),
			gid: within$1(number(5), 2 ** 32 - 1),
			time: String(Number(number(6)) + within$1(number(7), 999999999) / 1e9),
			value: within$1(number(8), maxFile),
			id: Number(number(9))
		};
		yield change;
		if (change.kind === "end") return;
		at = change.data.at + dataLength;
	}
}
/** @throws DamagedChanges when they are not there */
function bytesAt(file, at, length) {
	const bytes = Buffer.alloc(length);
	let got = 0;
	while (got < length) {
		const more = (0, node_fs.readSync)(file, bytes, got, length - got, at + got);
		if (more === 0) throw new DamagedChanges("the guest ended before all was written");
		got += more;
	}
	return bytes;
}
function kindOf(letter) {
	const kind = kinds[String.fromCharCode(within$1(letter, 127))];
	if (kind === void 0) throw new DamagedChanges(`the guest wrote a record of the kind ${letter}`);
	return kind;
}
function within$1(value, most) {
	if (value < 0n || value > BigInt(most)) throw new DamagedChanges(`the guest wrote ${value}, where at most ${most} is possible`);
	return Number(value);
}
// src/guest/changes/fates.ts
/** @param kept paths whose changes are brought back; `.` for all */
function fateOf(path, kept) {
	const tops = kept.map((one) => one === "." ? "" : one);
	if (tops.some((top) => isWithin(path, top))) return "kept";
	return tops.some((top) => isWithin(top, path)) ? "on-the-way" : "left";
}
/** Whether a path is a folder's, or that of something in it. */
function isWithin(path, folder) {
	return folder === "" || isIn$1(path, folder);
}
function joined$1(folder, name) {
	return folder === "" ? name : `${folder}/${name}`;
}
// src/guest/changes/own-entries.ts
/**
* Entries of folders of this machine, each by the descriptor of its folder and its name. No link is followed: whatever a
* guest says, and whoever exchanges something meanwhile, nothing outside of the folder is reached.
*/
/** @throws the system's error: ENOTDIR for what is no folder, a link to one included */
function openFolder(path) {
	return (0, node_fs.openSync)(path, oPath | node_fs.constants.O_DIRECTORY | node_fs.constants.O_NOFOLLOW);
}
/** Opens an entry of any kind, which cannot be read by that. */
function openEntry(folder, name) {
	return (0, node_fs.openSync)(entryPath(folder, name), oPath | node_fs.constants.O_NOFOLLOW);
}
/**
* A path of an entry, short however deep it lies.
* @throws RangeError for a name that is none
*/
function entryPath(folder, name) {
	if (!(name.length > 0 && name.length <= 255 && !name.includes(0) && !name.includes("/")) || [".", ".."].includes(name.toString("latin1"))) throw new RangeError("it is not the name of a file");
	return Buffer.concat([Buffer.from(`${pathOf(folder)}/`), name]);
}
/** @returns undefined where there is none */
function statsOf$1(folder, name) {
	return (0, node_fs.lstatSync)(entryPath(folder, name), { throwIfNoEntry: false });
}
/** A name that nothing has. */
function unusedName() {
	return Buffer.from(`.uml-run-${(0, node_crypto.randomBytes)(8).toString("hex")}`);
}
/**
* Puts something at a name, in place of what is there, in one step: whoever looks meanwhile finds one or the other.
* @param make makes it at the path that it is given
*/
function replaceEntry(folder, name, make) {
	const made = entryPath(folder, unusedName());
	try {
		make(made);
		(0, node_fs.renameSync)(made, entryPath(folder, name));
	} catch (error) {
		if ((0, node_fs.lstatSync)(made, { throwIfNoEntry: false })) (0, node_fs.unlinkSync)(made);
		throw error;
	}
}
/**
* Removes an entry with all that is in it.
* @param mayGo asked of each by its path from here, whose first is empty; what may not go stays, and the folders above it
* @returns whether nothing stayed
*/
function removeEntry$1(folder, name, mayGo, path = "") {
	if (!mayGo(path)) return false;
	const stats = statsOf$1(folder, name);
	if (!stats?.isDirectory()) {
		if (stats) (0, node_fs.unlinkSync)(entryPath(folder, name));
		return true;
	}
	const opened = openFolder(entryPath(folder, name));
	try {
		if ((stats.mode & 448) !== 448) (0, node_fs.chmodSync)(pathOf(opened), 448);
		const isEmpty = [...entryNames(opened)].map((entry) => removeEntry$1(opened, entry, mayGo, `${path}/${entry.toString("latin1")}`)).every(Boolean);
		if (isEmpty) (0, node_fs.rmdirSync)(entryPath(folder, name));
		return isEmpty;
	} finally {
		(0, node_fs.closeSync)(opened);
	}
}
/** A folder that is there stays. Whatever else is there is replaced. */
function makeEntryFolder(folder, name) {
	const stats = statsOf$1(folder, name);
	if (stats?.isDirectory()) return false;
	if (stats) (0, node_fs.unlinkSync)(entryPath(folder, name));
	(0, node_fs.mkdirSync)(entryPath(folder, name), 448);
	return true;
}
/**
* Whose something is to be: who had what it replaces; or, of what root made in its guest, this process's user. Only root
* can give it.
* @returns undefined where it stays this process's
*/
function ownerOf(made, before) {
	if (process.getuid?.() !== 0) return void 0;
	const { uid, gid } = before ?? made;
	return uid === 0 && gid === 0 ? void 0 : {
		uid,
		gid
	};
}
/** Opens the folder that leads to a path, of which each name is a folder. */
function openAbove(top, path) {
	const names = path.split("/").map((name) => Buffer.from(name, "latin1"));
	const last = names.pop() ?? Buffer.alloc(0);
	let folder = openFolder(pathOf(top).concat("/."));
	for (const name of names) {
		const above = folder;
		try {
			folder = openFolder(entryPath(above, name));
		} finally {
			(0, node_fs.closeSync)(above);
		}
	}
	return {
		folder,
		name: last
	};
}
/** Whether a system's error says that there is nothing of that name. */
function isMissing$1(error) {
	return require_compile_cache.errnoOf(error) === "ENOENT";
}
// src/guest/changes/moved-folders.ts
/**
* Folders that a program has moved: they are taken from where they were, before anything else is put there, and wait in a
* folder of their own until their new place is known.
*/
var MovedFolders = class {
	#top;
	#name = unusedName();
	#places = /* @__PURE__ */ new Map();
	#stuck = /* @__PURE__ */ new Set();
	#waiting;
	/** @param top descriptor of the project's folder */
	constructor(top) {
		this.#top = top;
	}
	/**
	* @param origin path from the top, in bytes as latin1; one that lies in another of them comes first
	* @param hasHidden whether something in it is hidden, and so has to stay where it is
	* @throws the system's error; then the folder is stuck
	*/
	take(origin, hasHidden) {
		this.#stuck.add(origin);
		if (hasHidden) throw new Error("something in it is hidden from the guest");
		const place = Buffer.from(String(this.#places.size));
		const { folder, name } = openAbove(this.#top, origin);
		try {
			if (!statsOf$1(folder, name)?.isDirectory()) throw new Error("it is not there any more");
			(0, node_fs.renameSync)(entryPath(folder, name), entryPath(this.#folder(), place));
			this.#places.set(origin, place);
			this.#stuck.delete(origin);
		} finally {
			(0, node_fs.closeSync)(folder);
		}
	}
	has(origin) {
		return this.#places.has(origin);
	}
	/** Whether it could not be taken. The guest has it elsewhere, so what is in it is only here, and must not be removed. */
	isStuck(origin) {
		return this.#stuck.has(origin);
	}
	/** @throws the system's error; then it still waits */
	put(origin, target) {
		const place = this.#places.get(origin);
		if (place === void 0) throw new RangeError(`"${origin}" was not taken`);
		(0, node_fs.renameSync)(entryPath(this.#folder(), place), target);
		this.#places.delete(origin);
	}
	/**
	* Puts those that still wait back to where they were, the last first.
	* @param onError told of those that cannot be, which stay where they waited
	*/
	giveBack(onError) {
		for (const origin of [...this.#places.keys()].reverse()) try {
			const { folder, name } = openAbove(this.#top, origin);
			try {
				this.put(origin, entryPath(folder, name));
			} finally {
				(0, node_fs.closeSync)(folder);
			}
		} catch (error) {
			onError(`${this.#name}/${this.#places.get(origin)}`, error);
		}
		if (this.#waiting === void 0) return;
		(0, node_fs.closeSync)(this.#waiting);
		if (this.#places.size === 0) (0, node_fs.rmdirSync)(entryPath(this.#top, this.#name));
	}
	#folder() {
		if (this.#waiting === void 0) {
			(0, node_fs.mkdirSync)(entryPath(this.#top, this.#name), 448);
			this.#waiting = openFolder(entryPath(this.#top, this.#name));
		}
		return this.#waiting;
	}
};
// src/guest/changes/written-file.ts
/** What a program may set of a mode; not that a file runs as its owner. */
const plainMode = 1023;
const special = 3072;
/**
* A regular file that a program has written. It is made beside the one that it replaces, and takes its place when it is
* whole. One that has several names is written to instead, so that it keeps them.
*/
var WrittenFile = class {
	#folder;
	#change;
	#before;
	#file;
	/** Undefined where the file itself is written to. */
	#made;
	/**
	* @param folder a descriptor, which stays open until the file is finished
	* @throws the system's error
	*/
	constructor(folder, change) {
		if (!Number.isSafeInteger(change.value)) throw new Error("it is too large");
		this.#folder = folder;
		this.#change = change;
		this.#before = statsOf$1(folder, change.name);
		const isShared = this.#before?.isFile() && this.#before.nlink > 1;
		const path = entryPath(folder, isShared ? change.name : unusedName());
		this.#made = isShared ? void 0 : path;
		const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = node_fs.constants;
		this.#file = (0, node_fs.openSync)(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | (isShared ? 0 : O_CREAT | O_EXCL), 384);
		if (!isShared) return;
		if (!(0, node_fs.fstatSync)(this.#file).isFile()) throw new Error("it is not a regular file");
		(0, node_fs.ftruncateSync)(this.#file, 0);
	}
	/** @param from descriptor of the file with the stream */
	write(from, { data, value }) {
		const bytes = bytesAt(from, data.at, data.length);
		let written = 0;
		while (written < bytes.length) written += (0, node_fs.writeSync)(this.#file, bytes, written, bytes.length - written, value + written);
	}
	/** @throws the system's error; then nothing is left of what was made */
	finish() {
		const { name, value, mode, time } = this.#change;
		try {
			(0, node_fs.ftruncateSync)(this.#file, value);
			const owner = ownerOf(this.#change, this.#before);
			if (owner) (0, node_fs.fchownSync)(this.#file, owner.uid, owner.gid);
			(0, node_fs.fchmodSync)(this.#file, mode & plainMode);
			(0, node_fs.futimesSync)(this.#file, time, time);
			if (this.#made) (0, node_fs.renameSync)(this.#made, entryPath(this.#folder, name));
		} catch (error) {
			this.#remove();
			throw error;
		} finally {
			(0, node_fs.closeSync)(this.#file);
		}
	}
	/** Gives it up. */
	abandon() {
		this.#remove();
		(0, node_fs.closeSync)(this.#file);
	}
	#remove() {
		if (this.#made) (0, node_fs.unlinkSync)(this.#made);
	}
};
// src/guest/changes/put-entries.ts
/** Makes what is no folder: files, and what only has a name. */
var PutEntries = class {
	#stream;
	#top;
	#troubles;
	/** Where a file with several names was put first, by its number. */
	#paths = /* @__PURE__ */ new Map();
	#open;
	/**
	* @param stream descriptor of the stream
	* @param top descriptor of the project's folder
	*/
	constructor(stream, top, troubles) {
		this.#stream = stream;
		this.#top = top;
		this.#troubles = troubles;
	}
	/**
	* Where a folder is, it has to be removed before.
	* @param fd descriptor of the folder that it is in, open until the next is put or `finish` is called
	* @throws the system's error
	*/
	put(fd, change, path) {
		if (change.kind === "file") this.#open = {
			file: new WrittenFile(fd, change),
			path
		};
		else if (change.kind === "attributes") this.#setAttributes(fd, change, path);
		else if (change.kind === "hard-link") this.#link(fd, change);
		else if (change.kind === "link") this.#makeLink(fd, change);
		else this.#troubles.other(path);
		if (change.kind === "file" && change.mode & 3072) this.#troubles.special(path);
		if (["file", "attributes"].includes(change.kind) && change.id !== 0) this.#paths.set(change.id, path);
	}
	/** Writes bytes of the file that was put last. */
	write(change) {
		const { file, path } = this.#open ?? {};
		if (!file || path === void 0) return;
		try {
			file.write(this.#stream, change);
		} catch (error) {
			this.#open = void 0;
			file.abandon();
			this.#troubles.failed(path, error);
		}
	}
	/** Nothing more is written to it. */
	finish() {
		const { file, path } = this.#open ?? {};
		this.#open = void 0;
		try {
			file?.finish();
		} catch (error) {
			this.#troubles.failed(path ?? "", error);
		}
	}
	#setAttributes(fd, { name, mode, time }, path) {
		if (!statsOf$1(fd, name)) return;
		const file = openEntry(fd, name);
		try {
			const stats = (0, node_fs.fstatSync)(file);
			if (!stats.isFile()) return;
			if (mode & 3072 & ~stats.mode) this.#troubles.special(path);
			const wanted = mode & plainMode | mode & stats.mode & special;
			if ((stats.mode & 4095) !== wanted) (0, node_fs.chmodSync)(pathOf(file), wanted);
			if (Math.abs(stats.mtimeMs / 1e3 - Number(time)) > 1e-6) (0, node_fs.utimesSync)(pathOf(file), time, time);
		} finally {
			(0, node_fs.closeSync)(file);
		}
	}
	#link(fd, { id, name }) {
		const first = this.#paths.get(id);
		if (first === void 0) throw new Error("it is another name of a file that is not brought back");
		const source = openAbove(this.#top, first);
		try {
			const from = entryPath(source.folder, source.name);
			const [one, other] = [statsOf$1(source.folder, source.name), statsOf$1(fd, name)];
			if (one && one.ino === other?.ino && one.dev === other.dev) return;
			replaceEntry(fd, name, (made) => (0, node_fs.linkSync)(from, made));
		} finally {
			(0, node_fs.closeSync)(source.folder);
		}
	}
	#makeLink(fd, change) {
		const { name, data, time } = change;
		const target = bytesAt(this.#stream, data.at, data.length);
		const before = statsOf$1(fd, name);
		replaceEntry(fd, name, (made) => {
			(0, node_fs.symlinkSync)(target, made);
			giveOwner(made, change, before);
			(0, node_fs.lutimesSync)(made, time, time);
		});
	}
};
/** @param before of what it replaces */
function giveOwner(path, made, before) {
	const owner = ownerOf(made, before);
	if (owner) (0, node_fs.lchownSync)(path, owner.uid, owner.gid);
}
// src/guest/changes/survey.ts
/** A program that renames more folders has no use for this. */
const maxMoved = 1e4;
const maxNamed = 10;
/** Init goes no deeper. Each folder on the way is open. */
const maxDepth$1 = 201;
/**
* Reads a stream through, so that nothing is changed by one that is not whole.
* @throws DamagedChanges for such a one, or when init could not write it
*/
function survey(file) {
	const origins = [];
	const paths = [];
	let depth = 1;
	for (const { kind, name, data, value, id } of readChanges(file)) {
		if (kind.endsWith("folder") && ++depth > maxDepth$1) throw new DamagedChanges(`the guest entered folders that lie deeper than 200`);
		if (kind === "leave" && --depth < 0) throw new DamagedChanges("the guest left more folders than it entered");
		if (kind === "lost" && paths.length < maxNamed) paths.push(name);
		if (kind === "moved-folder") origins.push(bytesAt(file, data.at, data.length).toString("latin1"));
		if (origins.length > maxMoved) throw new DamagedChanges(`more than ${maxMoved} folders were moved`);
		if (kind !== "end") continue;
		if (id !== 0) throw new DamagedChanges(errnoText(id));
		return {
			origins,
			lost: {
				count: value,
				paths
			}
		};
	}
	throw new DamagedChanges("the guest wrote nothing");
}
// src/guest/changes/troubles.ts
/** What of a program's changes could not be brought back: how many of each kind, and the first. */
var Troubles = class {
	#kinds = /* @__PURE__ */ new Map();
	failed(path, error) {
		this.#add(`could not be brought back (${require_compile_cache.errnoOf(error) ?? require_compile_cache.messageOf(error)})`, path);
	}
	/** A guest does not see it, so it stays as it is. */
	hidden(path) {
		this.#add("hidden from the guest, stayed as it was", path);
	}
	special(path) {
		this.#add("brought back without its setuid and setgid bits", path);
	}
	/** Neither file, folder nor link; or too deep. */
	other(path) {
		this.#add("not brought back, being a device, socket or pipe, or below 200 folders", path);
	}
	/** One line for each kind. */
	words() {
		return [...this.#kinds].map(([kind, { count, first }]) => {
			const path = Buffer.from(first, "latin1").toString();
			return count === 1 ? `"${path}" ${kind}` : `"${path}" and ${count - 1} more: ${kind}`;
		});
	}
	#add(kind, path) {
		const known = this.#kinds.get(kind) ?? {
			count: 0,
			first: path
		};
		known.count++;
		this.#kinds.set(kind, known);
	}
};
// src/guest/changes/apply-changes.ts
/**
* Makes the changes in the folder that a program made in its guest. Only names in folders that are open are used, and no
* link is followed, so nothing else is reached, whatever the stream says. A stream that is not whole changes nothing. What
* is not in the stream is not touched; a file that somebody changed meanwhile is replaced.
*
* @param file a descriptor of the stream
* @throws DamagedChanges when it is not whole; the system's error when the folder cannot be opened
*/
function applyChanges(file, folder) {
	const { origins, lost } = survey(file);
	if (folder.kept.length === 0) return {
		lost,
		problems: []
	};
	const application = new Application(file, folder);
	try {
		application.run(origins);
	} finally {
		application.close();
	}
	return {
		lost,
		problems: application.troubles.words()
	};
}
var Application = class {
	troubles = new Troubles();
	#file;
	#folder;
	#moved;
	#frames;
	#top;
	#entries;
	constructor(file, folder) {
		this.#file = file;
		this.#folder = {
			...folder,
			kept: folder.kept.map(latin1),
			hidden: folder.hidden.map(latin1)
		};
		this.#top = openFolder(folder.path);
		this.#frames = [{
			fd: openFolder(folder.path),
			path: "",
			fate: fateOf("", this.#folder.kept)
		}];
		this.#moved = new MovedFolders(this.#top);
		this.#entries = new PutEntries(file, this.#top, this.troubles);
	}
	run(origins) {
		for (const origin of origins.sort((one, other) => other.length - one.length)) this.#attempt(origin, () => {
			if (fateOf(origin, this.#folder.kept) === "kept") this.#moved.take(origin, this.#hasHidden(origin));
		});
		try {
			for (const change of readChanges(this.#file)) this.#apply(change);
		} finally {
			this.#moved.giveBack((path, error) => this.troubles.failed(path, error));
		}
	}
	close() {
		this.#entries.finish();
		for (const { fd } of this.#frames) if (fd !== void 0) (0, node_fs.closeSync)(fd);
		(0, node_fs.closeSync)(this.#top);
	}
	#apply(change) {
		if (change.kind === "bytes") this.#entries.write(change);
		else this.#entries.finish();
		if (change.kind === "leave") this.#leave(change);
		const frame = this.#frames.at(-1);
		if (!frame || [
			"bytes",
			"leave",
			"lost",
			"end"
		].includes(change.kind)) return;
		const path = joined$1(frame.path, change.name.toString("latin1"));
		const isFolder = change.kind.endsWith("folder");
		const next = {
			fd: void 0,
			path,
			fate: "left"
		};
		if (isFolder) this.#frames.push(next);
		if (frame.fd === void 0) return;
		const fate = fateOf(path, this.#folder.kept);
		if (fate === "left" || fate === "on-the-way" && !isFolder) return;
		const { fd } = frame;
		this.#attempt(path, () => {
			entryPath(fd, change.name);
			if (this.#isHidden(path)) this.troubles.hidden(path);
			else if (isFolder) Object.assign(next, this.#enter(fd, change, path, fate));
			else this.#put(fd, change, path);
		});
	}
	#attempt(path, work) {
		try {
			work();
		} catch (error) {
			this.troubles.failed(path, error);
		}
	}
	#isHidden(path) {
		return this.#folder.hidden.some((one) => isWithin(path, one));
	}
	#hasHidden(path) {
		return this.#folder.hidden.some((one) => isWithin(one, path));
	}
	#enter(fd, change, path, fate) {
		const { name, kind } = change;
		if (kind === "moved-folder") this.#moveIn(fd, change, path, fate);
		else if (fate === "kept" && kind === "new-folder") this.#remove(fd, name, path);
		const before = statsOf$1(fd, name);
		if (fate !== "kept" && before && !before.isDirectory()) throw new Error("something in it is, but it is no folder");
		const isMade = makeEntryFolder(fd, name);
		if (isMade) giveOwner(entryPath(fd, name), change);
		const opened = openFolder(entryPath(fd, name));
		if (fate === "kept" && before && (before.mode & 448) !== 448) (0, node_fs.chmodSync)(pathOf(opened), before.mode | 448);
		return {
			fd: opened,
			fate,
			...isMade && fate === "on-the-way" && { made: name }
		};
	}
	#moveIn(fd, { name, data }, path, fate) {
		const origin = bytesAt(this.#file, data.at, data.length).toString("latin1");
		if (fate !== "kept" || !this.#moved.has(origin)) throw new Error("the folder that it was moved from stays there");
		this.#remove(fd, name, path);
		this.#moved.put(origin, entryPath(fd, name));
	}
	#leave({ mode, time }) {
		const frame = this.#frames.pop();
		if (frame?.fd === void 0) return;
		const { fd, path, fate, made } = frame;
		this.#attempt(path, () => {
			if (fate !== "kept") return;
			const stats = (0, node_fs.fstatSync)(fd);
			const before = stats.mode & 4095;
			const wanted = mode & plainMode | before & special;
			if (before !== wanted) (0, node_fs.chmodSync)(pathOf(fd), wanted);
			if (path !== "" && !isTime$1(stats.mtimeMs / 1e3, Number(time))) (0, node_fs.utimesSync)(pathOf(fd), time, time);
		});
		(0, node_fs.closeSync)(fd);
		const above = this.#frames.at(-1)?.fd;
		if (!made || above === void 0) return;
		try {
			(0, node_fs.rmdirSync)(entryPath(above, made));
		} catch {}
	}
	#put(fd, change, path) {
		const isFolder = statsOf$1(fd, change.name)?.isDirectory() ?? false;
		const takesPlace = [
			"file",
			"hard-link",
			"link"
		].includes(change.kind);
		if (change.kind === "removed" || takesPlace && isFolder) this.#remove(fd, change.name, path);
		if (change.kind !== "removed") this.#entries.put(fd, change, path);
	}
	#remove(fd, name, path) {
		const mayGo = (below) => !this.#isHidden(`${path}${below}`) && !this.#moved.isStuck(`${path}${below}`);
		try {
			if (!removeEntry$1(fd, name, mayGo) && this.#hasHidden(path)) this.troubles.hidden(path);
		} catch (error) {
			if (!isMissing$1(error)) throw error;
		}
	}
};
function latin1(path) {
	return Buffer.from(path).toString("latin1");
}
/** Whether a guest sees the one time as the other, in seconds: hostfs of 5.10 shows whole seconds. */
function isTime$1(here, there) {
	return Math.abs(here - there) <= 1e-6 || Math.floor(here) === there;
}
// src/guest/changes/changes-folder.ts
/** Where a guest writes for this machine. */
const name = "changes";
/**
* @param written where the guest writes for this machine, absolute; made where it is not there
* @param kept paths from the project's top whose changes are brought back; `.` for all
*/
function makeChangesFolder(written, project, kept) {
	const folder = (0, node_path.join)(written, name);
	const secret = (0, node_crypto.randomBytes)(10).toString("hex");
	const path = (0, node_path.join)(folder, secret);
	(0, node_fs.mkdirSync)(path, { recursive: true });
	const stream = (0, node_fs.openSync)((0, node_path.join)(path, name), node_fs.constants.O_RDONLY | node_fs.constants.O_CREAT | node_fs.constants.O_EXCL);
	(0, node_fs.chmodSync)((0, node_path.join)(path, name), 438);
	let isOpen = true;
	let result;
	const close = () => {
		if (isOpen) (0, node_fs.closeSync)(stream);
		isOpen = false;
	};
	return {
		folder,
		steps: [{
			do: "changes",
			folder: `/${writtenLink}/${name}/${secret}`
		}, ...kept.map((one) => ({
			do: "keep",
			path: one
		}))],
		bringBack() {
			result ??= read();
			close();
			return result;
		},
		close
	};
	function read() {
		try {
			return applyChanges(stream, {
				path: project.path,
				kept,
				hidden: project.hidden
			});
		} catch (error) {
			return { failure: error instanceof DamagedChanges ? error.message : require_compile_cache.messageOf(error) };
		}
	}
}
// src/host/sessions.ts
/**
* Sends SIGKILL to every process of a session (setsid(2)) that this process can see.
* @param leader its id, of a process that may have ended: no other gets that id while one of the session is left
*/
function killSession(leader) {
	for (const pid of (0, node_fs.readdirSync)("/proc").filter((name) => /^\d+$/.test(name))) try {
		if (sessionOf((0, node_fs.readFileSync)(`/proc/${pid}/stat`, "latin1")) === leader) process.kill(Number(pid), "SIGKILL");
	} catch {}
}
/**
* Whether this process may read from its terminal and set its mode: the kernel stops it where it does so in the
* background. True without a terminal.
*/
function isInForeground(stat = (0, node_fs.readFileSync)("/proc/self/stat", "latin1")) {
	const [, , group, , terminal, foreground] = fieldsOf(stat);
	return terminal === "0" || group === foreground;
}
/**
* Who leads the session that this process was started from: the first on the way up that is not led by the process of it
* that was asked. A test runner may give each program a session of its own.
* @param read the text of /proc/<pid>/stat; undefined where there is no such process
* @returns undefined where that one is gone already, or is the machine's or container's first process
*/
function leaderOfStarter(pid = process.pid, read = statOf) {
	const stat = read(pid);
	if (stat === void 0 || pid <= 1) return void 0;
	const leader = sessionOf(stat);
	if (leader === pid) return leaderOfStarter(Number(fieldsOf(stat)[1]), read);
	const led = leader > 1 ? read(leader) : void 0;
	return led === void 0 ? void 0 : {
		pid: leader,
		startedAt: startOf$1(led)
	};
}
/** Whether it has not ended. */
function isAlive({ pid, startedAt }) {
	const stat = statOf(pid);
	return stat !== void 0 && startOf$1(stat) === startedAt && fieldsOf(stat)[0] !== "Z";
}
function statOf(pid) {
	return readTextSync(`/proc/${pid}/stat`);
}
function startOf$1(stat) {
	return fieldsOf(stat)[19] ?? "";
}
function sessionOf(stat) {
	return Number(fieldsOf(stat)[3]);
}
/**
* @param stat text of /proc/<pid>/stat: the process's id and its name in brackets
* @returns what follows: its state, parent, group, session, terminal (0: none), the group in that one's foreground, \u2026
*/
function fieldsOf(stat) {
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
// src/host/delay-loops.ts
/** Nearly all User Mode Linux kernels tick so often in a second. */
const ticks = 100;
/**
* How often a kernel's delay loop runs between two ticks on this machine, so that its boot need not find out (`lpj=`).
* Twice what the processor's nominal clock allows, which it may exceed: a delay may last longer than asked for, but not
* shorter.
* @param cpuinfo text of /proc/cpuinfo
* @returns undefined where that does not say
*/
function delayLoops(cpuinfo = readTextSync("/proc/cpuinfo") ?? "") {
	const bogomips = Number(/^bogomips\s*:\s*([\d.]+)$/m.exec(cpuinfo)?.[1]);
	return bogomips > 0 ? Math.round(2 * bogomips * 5e5 / ticks) : void 0;
}
// src/guest/kernel-arguments.ts
/**
* Descriptors of the guest's consoles: the order of `con1`, `con2`, ... What it writes to blocks (see
* native/supervisor/consoles.c), so what it reads from is never the same.
*/
const consoleDescriptors = {
	control: 4,
	stdout: 5,
	stderr: 6,
	stdin: 7,
	typed: 8,
	signals: 9,
	answers: 10
};
/** Name of the folder of the kernel's own sockets, in `socketFolder`. */
const umid = "guest";
/** The kernel's command line, as words. */
function kernelArguments(given) {
	const { folder, socketFolder, memoryMegabytes, fastBoot, disks = [], link = [], more } = given;
	return [
		"root=/dev/root",
		"rootfstype=hostfs",
		"rootflags=/boot",
		"rw",
		`hostfs=${folder}`,
		"init=/init",
		`mem=${memoryMegabytes}M`,
		`uml_dir=${socketFolder}`,
		`umid=${umid}`,
		"con=null",
		"con0=null,fd:1",
		`con1=fd:${consoleDescriptors.signals},fd:${consoleDescriptors.control}`,
		`con2=fd:${consoleDescriptors.typed},fd:${consoleDescriptors.stdout}`,
		`con3=fd:${consoleDescriptors.answers},fd:${consoleDescriptors.stderr}`,
		`con4=fd:${consoleDescriptors.stdin}`,
		"loglevel=5",
		"panic=-1",
		"printk.devkmsg=on",
		...diskWords(disks),
		...link,
		...fastBoot ? fastBootWords() : [],
		...more.split(/\s+/).filter((word) => word !== "")
	];
}
/**
* What leaves out of a boot what it spends its time on and tests of system calls do without: benchmarks that choose
* between RAID algorithms, file systems that need them (btrfs), zswap, jfs, 256 legacy ptys, and the calibration of the
* delay loop, which takes as long as all the rest. Names of initcalls that a kernel does not have are ignored.
*/
function fastBootWords() {
	const loops = delayLoops();
	return [
		"initcall_blacklist=raid6_select_algo,raid6_init,calibrate_xor_blocks,init_btrfs_fs,init_zswap,init_jfs_fs",
		"pty.legacy_count=0",
		...loops === void 0 ? [] : [`lpj=${loops}`]
	];
}
// src/guest/valve.ts
/** What lets work pass, or keeps it until it is open again. */
var Valve = class {
	closed = 0;
	isForced = false;
	waiting = [];
	pass(work) {
		if (this.closed > 0 && !this.isForced) this.waiting.push(work);
		else work();
	}
	/** @returns what opens it again; of several that closed it, the last one does */
	close() {
		let isClosed = true;
		this.closed++;
		return () => {
			if (!isClosed) return;
			isClosed = false;
			this.closed--;
			if (this.closed === 0) this.open();
		};
	}
	/** Opens it for good. */
	stayOpen() {
		this.isForced = true;
		this.open();
	}
	open() {
		for (const work of this.waiting.splice(0)) work();
	}
};
// src/guest/guest-process.ts
const channels = [
	["log", 1],
	["log", 2],
	["control", 4],
	["stdout", 5],
	["stderr", 6]
];
/**
* Starts a guest. Its bytes arrive at `receive` in the order of each channel. Throws nothing: when no process can be
* started, `ended` rejects with an UmlRunError `guest-failed`.
* @param onMissing called, once, when the kernel waits for modules that are not there yet, with the path that it looked for
*/
function startGuest(given, receive, onMissing) {
	let supervisor;
	try {
		supervisor = startSupervisor(given);
	} catch (cause) {
		return neverStarted(Promise.reject(require_start.cannotStart(cause)));
	}
	let endedByUs = false;
	const ended = finish(supervisor).then((end) => endedByUs ? { by: "us" } : end);
	if (supervisor.pid === void 0) return neverStarted(ended);
	const valve = new Valve();
	const streams = supervisor.stdio;
	for (const [channel, descriptor] of channels) {
		const stream = streams[descriptor];
		stream.on("data", (bytes) => {
			receive(channel, bytes);
			stream.pause();
			setImmediate(() => valve.pass(() => stream.resume()));
		});
		stream.on("error", ignore);
	}
	const lifeline = streams[3];
	lifeline.on("error", ignore);
	if (onMissing) (0, node_readline.createInterface)(lifeline).on("error", ignore).once("line", onMissing);
	const fedBy = (descriptor) => {
		const stream = streams[descriptor];
		stream.on("error", ignore);
		return stream.resume();
	};
	const input = fedBy(consoleDescriptors.stdin);
	const terminal = fedBy(consoleDescriptors.typed);
	const orders = fedBy(consoleDescriptors.signals);
	const answers = fedBy(consoleDescriptors.answers);
	return {
		pid: supervisor.pid,
		end() {
			endedByUs = true;
			valve.stayOpen();
			lifeline.write(".");
		},
		dumpThreads() {
			lifeline.write("?");
		},
		writeInput(bytes) {
			input.write(bytes);
		},
		writeTerminal(bytes) {
			terminal.write(bytes);
		},
		signal(number, test) {
			orders.write(Buffer.of(number | (test % 2 === 0 ? 0 : 128)));
		},
		answerPlan() {
			answers.write("\n");
		},
		giveModules() {
			lifeline.write("m");
		},
		answer(text) {
			for (const stream of [
				input,
				terminal,
				orders,
				answers
			]) stream.write(text);
		},
		hold: () => valve.close(),
		whenNotHeld: (work) => valve.pass(work),
		ended
	};
}
/** Node throws some errors of a start at once, such as E2BIG, and emits others later, such as EMFILE. */
function startSupervisor(given) {
	return (0, node_child_process.spawn)(nativeFile("supervisor"), supervisorWords(given), {
		stdio: ["ignore", ...Array(10).fill("pipe")],
		detached: true,
		cwd: "/",
		env: {
			TMPDIR: given.memoryFolder,
			GLIBC_TUNABLES: "glibc.pthread.rseq=0",
			...given.preload && { LD_PRELOAD: given.preload }
		}
	});
}
function neverStarted(ended) {
	const input = {
		writeInput: ignore,
		writeTerminal: ignore,
		signal: ignore,
		answerPlan: ignore,
		answer: ignore
	};
	const more = {
		giveModules: ignore,
		hold: () => ignore,
		whenNotHeld: ignore
	};
	return {
		pid: void 0,
		end: ignore,
		dumpThreads: ignore,
		...input,
		...more,
		ended
	};
}
function supervisorWords({ supervisorArguments, kernel, arguments: words }) {
	return [
		...supervisorArguments,
		"--",
		kernel,
		...words
	];
}
function finish(supervisor) {
	return new Promise((resolve, reject) => {
		supervisor.once("error", (cause) => reject(require_start.cannotStart(cause)));
		const { pid } = supervisor;
		let hunt;
		supervisor.once("exit", (_, signal) => {
			if (signal !== null && pid !== void 0) hunt = setInterval(() => killSession(pid), huntPause);
		});
		supervisor.once("close", (code, signal) => {
			clearInterval(hunt);
			resolve(endOf(code, signal));
		});
	});
}
/**
* Milliseconds between two looks for what a supervisor that was killed has left. Its kernel ends with it, but before 6.12
* not the kernel's own processes.
*/
const huntPause = 20;
/** Signals that no fault of a kernel is: they come from outside, or from a limit on its processes. */
const fromOutside = [
	"SIGKILL",
	"SIGTERM",
	"SIGINT",
	"SIGHUP",
	"SIGQUIT",
	"SIGXCPU",
	"SIGXFSZ"
];
/** @param code and signal as of `signalOfEnd` */
function endOf(code, signal) {
	if (signal !== null) return {
		by: "machine",
		how: killed("the guest's supervisor", signal)
	};
	const sent = signalOfEnd(code, signal);
	if (sent !== void 0 && fromOutside.includes(sent)) return {
		by: "machine",
		how: killed("the guest's kernel", sent)
	};
	return {
		by: "itself",
		code: code ?? 1
	};
}
function killed(what, signal) {
	const cause = signal === "SIGKILL" ? "; this machine may have run out of memory" : "";
	return `${what} ${endedFromOutside(signal)}${cause}`;
}
/** A channel that breaks has ended with the guest, and `ended` reports that. */
function ignore() {}
// src/host/xstate.ts
/**
* The largest register state (XSTATE) that User Mode Linux before 6.13 has room for: AVX-512 and PKRU just fit. Bytes.
*/
const oldKernelsRoom = 2696;
/** Where each extension's part of the XSTATE area ends, in its standard format (bytes). */
const ends = [
	["avx", 832],
	["avx512f", 2688],
	["pku", 2696],
	["amx_tile", 11008]
];
/**
* @param cpuinfo text of /proc/cpuinfo; the size follows from its flags, as only CPUID itself gives it
* @returns bytes of a process's register state, 576 or more
*/
function xstateSize(cpuinfo) {
	const flags = new Set((/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? "").split(" "));
	return Math.max(576, ...ends.filter(([flag]) => flags.has(flag)).map(([, end]) => end));
}
let known;
/** Whether this machine's register state is larger than User Mode Linux before 6.13 has room for, as AMX makes it. */
function exceedsOldKernelsRoom() {
	known ??= xstateSize((0, node_fs.readFileSync)("/proc/cpuinfo", "utf8")) > oldKernelsRoom;
	return known;
}
// src/kernel/needs-xstate.ts
/**
* User Mode Linux before 6.13 sets a process's extended registers (XSTATE) from a buffer of 2696 bytes. On a processor
* with more, as AMX makes it, the host refuses that, and the kernel dies at its first process. `native/xstate` is a
* ptrace(2) that adds what is missing: it is preloaded, or linked into kernels that are built here.
*/
/**
* Whether a kernel runs on this machine only with `xstate.so` preloaded. One whose version is not known may be an old
* one.
* @param isExceeded whether this machine has more registers than old kernels have room for
*/
function needsXstate(kernel, isExceeded = exceedsOldKernelsRoom) {
	const elf = withTooLittleRoom(kernel, isExceeded);
	return elf !== void 0 && elf.interpreter !== void 0;
}
/**
* Whether a kernel cannot run on this machine, whatever is done: a static one, which nothing can be preloaded into,
* that was not built by uml-run.
*/
async function lacksXstate(kernel, isExceeded = exceedsOldKernelsRoom) {
	const elf = withTooLittleRoom(kernel, isExceeded);
	return elf !== void 0 && elf.interpreter === void 0 && !(await (0, node_fs_promises.readFile)(kernel.path)).includes(mark);
}
/** The executable of a kernel that has too little room for this machine's registers; undefined where it has enough. */
function withTooLittleRoom({ path, version }, isExceeded) {
	if (!isBefore({ version }, 6, 13) || !isExceeded()) return void 0;
	const elf = readElf(path);
	return elf?.bits === 64 ? elf : void 0;
}
/** What `native/xstate/xstate.c` leaves in a kernel that it is linked into. */
const mark = "uml-run: ptrace sets any length of XSTATE";
// src/guest/rootfs-entries.ts
/** @returns what the guest has in a folder, an absolute path in it, that it has not of its own */
function entriesIn({ rootfs, libraries, hidden }, path) {
	const [ours, theirs] = [entriesOf((0, node_path.join)(rootfs, path)), entriesOf((0, node_path.join)(libraries, path))];
	return [.../* @__PURE__ */ new Set([...ours.keys(), ...theirs.keys()])].filter((name) => path !== "/" || !isOwn(name)).map((name) => {
		const [here, their] = [(0, node_path.join)(path, name), theirs.get(name)];
		const isHidden = hidden.some((one) => isIn$1(here, one));
		return {
			here,
			our: isHidden && their ? void 0 : ours.get(name),
			their,
			isHidden: isHidden && !their
		};
	}).filter(({ here, our, isHidden }) => !isHidden || our?.isDirectory() && hidden.includes(here));
}
/** Whether something in a folder of the rootfs, not the folder itself, is hidden. */
function isPartlyHidden(path, hidden) {
	const start = path === "/" ? path : `${path}/`;
	return hidden.some((one) => one.startsWith(start));
}
/** Shows an entry at its place, an absolute path in the guest; where both have it, that of the libraries. */
function showEither({ our, their }, { rootfs, libraries }, path) {
	if (their) return show(their, "/.libraries", libraries, path);
	return our ? show(our, "/.rootfs", rootfs, path) : [];
}
function show(entry, mounted, tree, path) {
	if (entry.isSymbolicLink()) return [{
		do: "link",
		target: (0, node_fs.readlinkSync)((0, node_path.join)(tree, path)),
		path
	}];
	return [entry.isDirectory() ? folder(path, 493) : {
		do: "file",
		path
	}, showAt(path, mounted)];
}
/** @param mounted where the tree is that has it: `/.rootfs` or `/.libraries` */
function showAt(path, mounted) {
	return bind((0, node_path.join)(mounted, path), path);
}
function entriesOf(path) {
	try {
		return new Map((0, node_fs.readdirSync)(path, { withFileTypes: true }).map((entry) => [entry.name, entry]));
	} catch {
		return /* @__PURE__ */ new Map();
	}
}
/** @returns absolute paths of the host that together are all of a rootfs which guests may see */
function shownPaths(rootfs, hidden, path = "/") {
	if (!isPartlyHidden(path, hidden)) return [(0, node_path.join)(rootfs, path)];
	return [...entriesOf((0, node_path.join)(rootfs, path)).values()].filter((entry) => entry.isDirectory() || entry.isFile()).map(({ name }) => (0, node_path.join)(path, name)).filter((here) => !hidden.includes(here)).flatMap((here) => shownPaths(rootfs, hidden, here));
}
// src/guest/sandbox.ts
/** Of some absolute paths, those that lie among the host's libraries, which kernels may read whatever guests see. */
function amongLibraries(paths) {
	return paths.filter((path) => libraryFolders.some((folder) => isBelow(path, realPath(folder) ?? folder)));
}
function sandboxOf({ kernel, folder, shared, writeIn, disks = [] }) {
	return {
		read: [
			kernel,
			(0, node_path.join)((0, node_path.dirname)(kernel), "lib"),
			...libraryFolders,
			"/etc/ld.so.cache",
			"/proc/cpuinfo",
			"/dev/urandom",
			(0, node_path.join)(folder, "boot"),
			...shared
		].map((path) => realPath(path) ?? path),
		write: ["/dev/null", ...disks.map(({ path }) => path)],
		writeIn,
		unlinkIn: [(0, node_path.join)(folder, "boot")]
	};
}
/**
* Where a proc file system is mounted in a rootfs, as paths in it: a folder that somebody also enters with chroot.
* @param mounts of this process
*/
function procMountsIn(rootfs, mounts) {
	const root = (0, node_fs.realpathSync)(rootfs);
	const start = root === "/" ? root : `${root}/`;
	return mounts.filter(({ type, point }) => type === "proc" && point.startsWith(start)).map(({ point }) => `/${point.slice(start.length)}`);
}
/** The words of the supervisor's command line for it. */
function supervisorArguments({ read = [], hide = [], write = [], writeIn = [], unlinkIn = [], user, limits = {}, landlockAtMost, memory, tellsRefusals = false, link = [], laterModules, mayUseSeccomp = false }) {
	return [
		...read.flatMap((path) => ["--read", path]),
		...hide.flatMap((path) => ["--hide", path]),
		...write.flatMap((path) => ["--write", path]),
		...writeIn.flatMap((path) => ["--write-in", path]),
		...unlinkIn.flatMap((path) => ["--unlink-in", path]),
		...userWords(user),
		...limitWords(limits),
		...landlockAtMost === void 0 ? [] : ["--landlock-at-most", String(landlockAtMost)],
		...tellsRefusals ? ["--refusals", "tell"] : [],
		...mayUseSeccomp ? ["--userspace", "seccomp"] : [],
		...laterModules === void 0 ? [] : ["--modules", laterModules],
		...link,
		"--memory",
		memory,
		"--console",
		(0, node_path.join)(umid, "mconsole")
	];
}
// src/guest/kernel-process.ts
/**
* The process of a guest's kernel: its command line, and what the supervisor confines it to.
* @throws the system's error where there is no room for what it loads
*/
function kernelProcess(job, { own, memory }, { writeIn, disks, place }) {
	const { kernel, settings } = job;
	const { sandbox, rootfs, hidden = [], share, shown = [] } = settings;
	const { modules, laterModules, version } = kernel;
	const user = kernelUser();
	const mounts = readMounts();
	const shared = [
		...shownPaths(rootfs, [...hidden, ...procMountsIn(rootfs, mounts)]),
		share,
		...modules ? [modules] : [],
		...laterModules ? [laterModules.above] : [],
		...shown.map(({ path }) => path)
	];
	const preload = needsXstate(kernel) ? copyNativeFile("xstate.so", memory) : void 0;
	return {
		kernel: kernel.path,
		arguments: kernelArguments({
			...settings,
			folder: own,
			socketFolder: memory,
			disks,
			link: place?.kernelWords,
			more: settings.kernelArguments
		}),
		supervisorArguments: supervisorArguments({
			...sandbox && {
				...sandboxOf({
					kernel: kernel.path,
					folder: own,
					shared,
					writeIn,
					disks
				}),
				hide: [...shown.flatMap((one) => hiddenPaths(one, mounts)), ...amongLibraries(hidden.map((path) => (0, node_path.join)(rootfs, path)))],
				user,
				landlockAtMost: settings.landlockAtMost,
				tellsRefusals: job.tellsRefusals,
				limits: limitsOf({
					...job,
					disks
				}, user)
			},
			memory,
			link: place?.supervisorWords,
			laterModules: laterModules && (0, node_path.join)(own, "modules", version, "kernel"),
			mayUseSeccomp: mayUseSeccomp(settings.kernelArguments)
		}),
		memoryFolder: memory,
		...preload && { preload }
	};
}
/** What lies in a folder that is shown, and is not to be read: absolute paths of the host. */
function hiddenPaths({ path, hidden }, mounts) {
	return [...hidden, ...procMountsIn(path, mounts)].map((one) => (0, node_path.join)(path, one));
}
// src/guest/provide-modules.ts
/** The kernel with all of its modules, where a guest before wanted them. */
function withModulesThatAreThere(kernel) {
	const { laterModules, ...rest } = kernel;
	return laterModules?.areThere() ? {
		...rest,
		modules: laterModules.folder
	} : kernel;
}
/**
* Provides the modules of its kernel for a guest that waits for them. Meanwhile no limit of a test or a boot counts.
* @param path of what it looks for, as hostfs has it
* @returns why they cannot be had, for the user; undefined when the guest sees them
*/
async function provideModules({ laterModules, version }, folders, path) {
	try {
		await holdClocks(async () => laterModules?.provide());
		if (laterModules) showModules(folders, laterModules.folder);
		return;
	} catch (cause) {
		const wanted = (0, node_path.join)(modulesFolder, (0, node_path.relative)((0, node_path.join)(folders.own, modulesLink), path));
		return `a module of Linux ${version} was looked for (${JSON.stringify(wanted)}), and its modules cannot be had: ${require_compile_cache.messageOf(cause)}`;
	}
}
// src/guest/start-kernel.ts
/**
* @throws the system's error when there is no room for its folders, UmlRunError when there is none in its network; nothing
*   is left of either
*/
function startKernel(given) {
	const job = {
		...given,
		kernel: withModulesThatAreThere(given.kernel)
	};
	const folders = foldersOf$1(job.settings, job.name, job.memoryFolder);
	let problem;
	const fail = (why) => {
		problem ??= why;
		started.end();
	};
	const { artifacts, changes, place, ready, process } = prepare(job, folders, fail);
	const startedAt = performance.now();
	const written = [];
	let spokeAt;
	let receive = (channel, bytes) => written.push([channel, bytes]);
	const started = startGuest(process, (channel, bytes) => {
		if (channel === "control") spokeAt ??= performance.now();
		receive(channel, bytes);
	}, async (path) => {
		const why = await provideModules(job.kernel, folders, path);
		if (why === void 0) started.giveModules();
		else fail(why);
	});
	const guest = {
		...started,
		ended: started.ended.then((end) => end.by === "us" && problem !== void 0 ? {
			by: "machine",
			how: problem
		} : end)
	};
	const letGoOn = guest.hold();
	guest.ended.catch(() => void 0);
	return {
		folders,
		artifacts,
		changes,
		link: place?.link ?? job.settings.link,
		ready,
		guest,
		startedAt,
		spokeAt: () => spokeAt,
		listen(listener) {
			receive = listener;
			for (const [channel, bytes] of written.splice(0)) receive(channel, bytes);
			letGoOn();
		},
		remove,
		async abandon() {
			guest.end();
			await guest.ended.catch(() => void 0);
			await remove();
		}
	};
	async function remove() {
		changes?.close();
		await removeFoldersAside(folders, place?.leave());
	}
}
/** All that may fail before there is a process. Then nothing is left of it. */
function prepare(job, folders, onNetworkFailure) {
	const { kernel, settings, places } = job;
	const placedGuest = {
		release: kernel.version,
		folder: folders.network,
		capturePath: job.capturePath
	};
	const place = settings.network && placeIn(settings.network, placedGuest);
	try {
		const ready = place?.join(onNetworkFailure);
		makeFolders$1(folders, kernel, settings);
		const artifacts = job.keepsArtifacts && (settings.artifactsLimit ?? 0) > 0 ? makeArtifacts(folders.written, diskFor(job), places) : void 0;
		const work = settings.hasWorkDisk ? workDisk(folders.memory, settings.memoryMegabytes * 2 ** 20) : void 0;
		if (work) makeDisk(work);
		const changes = changesOf(job, folders);
		const disks = [artifacts?.disk, work].filter((disk) => disk !== void 0);
		return {
			artifacts,
			changes,
			place,
			ready,
			process: kernelProcess(job, folders, {
				writeIn: [artifacts, changes].flatMap((written) => written?.folder ?? []),
				disks,
				place
			})
		};
	} catch (error) {
		place?.leave();
		removeFolders(folders);
		throw error;
	}
}
/** Root could reach the disk itself, and so what other tests left on it. */
function diskFor({ settings, places: tests }) {
	const { defaults, artifactsLimit: limit = 0 } = settings;
	return defaults.user === 0 ? void 0 : {
		limit,
		tests
	};
}
function changesOf({ places, settings: { shown = [], kept } }, { written }) {
	const project = shown.find(({ isProject }) => isProject);
	return project && kept && places > 0 ? makeChangesFolder(written, project, kept) : void 0;
}
// src/guest/test-input.ts
/**
* What is sent to the test that runs, piece by piece: the next one when init has taken the one before. A guest's kernel
* does not listen any more to a console that was full once.
*/
var TestInput = class {
	consoles;
	pieces = [];
	/** The one that is on its way. */
	current;
	isOpen = false;
	constructor(consoles) {
		this.consoles = consoles;
	}
	/** A test has started. @param text by which init knows where its input begins */
	begin(text) {
		this.end();
		this.isOpen = true;
		this.add([{ sent: Buffer.from(text) }]);
	}
	/**
	* Bytes for its standard input, none to end it; or the new size of its terminal.
	* @param taken called when init has taken them, or when no test takes them any more
	*/
	send(bytes, taken) {
		const pieces = split(bytes, mostSent).map((piece) => ({ sent: withLength(piece) }));
		this.add(pieces, taken);
	}
	/** Bytes that are typed on its terminal, as soon as that has room. */
	type(bytes) {
		if (bytes.length === 0) return;
		this.add(split(bytes, mostTyped).map((typed) => ({
			typed,
			sent: withLength(Buffer.alloc(0))
		})));
	}
	/** Init has taken a piece. */
	took() {
		const { taken } = this.current ?? {};
		this.current = void 0;
		taken?.();
		this.sendNext();
	}
	/** The test has ended: what it did not take is thrown away. */
	end() {
		this.isOpen = false;
		const left = [...this.current ? [this.current] : [], ...this.pieces];
		this.current = void 0;
		this.pieces = [];
		for (const { taken } of left) taken?.();
	}
	add(pieces, taken) {
		const last = pieces.at(-1);
		if (!this.isOpen || !last) {
			taken?.();
			return;
		}
		if (taken) last.taken = taken;
		this.pieces.push(...pieces);
		this.sendNext();
	}
	sendNext() {
		if (this.current) return;
		this.current = this.pieces.shift();
		if (!this.current) return;
		const { typed, sent } = this.current;
		if (typed) this.consoles.terminal(typed);
		this.consoles.input(sent);
	}
};
/** As in native/init/arrival.h, less the four bytes of a length, and in native/init/input.c. */
const mostSent = 3068;
const mostTyped = 1024;
/** At least one, which may be empty. */
function split(bytes, most) {
	const count = Math.max(1, Math.ceil(bytes.length / most));
	return Array.from({ length: count }, (_, at) => bytes.subarray(at * most, (at + 1) * most));
}
function withLength(bytes) {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length);
	return Buffer.concat([length, bytes]);
}
// src/guest/session.ts
/**
* Boots a guest that runs the given tests one after another, and then, if it is to wait, others. `onEvent` is never called before this returns.
* When its boot plan cannot be written, `ended` rejects with an UmlRunError.
* @throws the system's error when the guest's folders cannot be made; nothing is left of them
*/
function startSession(job, onEvent) {
	const kernel = job.started ?? startKernel(kernelJobOf(job));
	const { guest, folders, artifacts, changes } = kernel;
	const [guestToken, key] = [newToken(), job.waits ? newKey() : ""];
	const given = new GivenTests(job.settings, artifacts);
	const { shown = [] } = job.settings;
	const expected = () => job.isAhead ? readableAhead(job.expected?.(), shown) : [];
	let ahead = expected();
	const look = () => job.isAhead ? stampsOf([...shown.map(({ path }) => path), ...ahead]) : "";
	let seen = look();
	let [isPlanned, isAsked, isGone] = [
		false,
		false,
		false
	];
	let failure = failureOf(() => {
		const bytes = planOf(job, kernel, {
			guestToken,
			key,
			isOnce: job.waits === "once",
			isAhead: job.isAhead,
			next: ahead[0] ?? "",
			tests: given.add(job.tests)
		});
		if (kernel.ready) kernel.ready.then(() => givePlanLate(bytes));
		else givePlan(bytes);
	});
	const observer = new ConsoleObserver(guestToken);
	given.expectIn(observer);
	const log = new Capture(job.logPath, job.settings.logLimit ?? defaultLogLimit);
	const allowances = allowancesOf(job, folders.memory, {
		artifacts,
		changes
	}, (index) => observer.hasStarted(index));
	let running;
	const receive = (channel, bytes) => {
		if (channel === "log") log.write(bytes);
		for (const event of observer.push(channel, bytes)) {
			if (event.type === "waits") {
				isAsked = true;
				if (isPlanned) guest.answerPlan();
			}
			if (event.type === "start") startTest(event.index);
			if (event.type === "listens") guest.answer(key);
			if (event.type === "took" && event.index === running) input.took();
			if (event.type === "end" && event.index === running) input.end();
			if (event.type === "shares") shared.begin(folders.memory, event.token, event.runs);
			onEvent(event);
		}
		shared.wake();
	};
	const shared = new SharedOutput(guest, observer, onEvent);
	const input = new TestInput({
		input: guest.writeInput,
		terminal: guest.writeTerminal
	});
	let tooMuch;
	const watch = watchDiskUse(() => allowances.now(), guest.pid, (over) => {
		tooMuch = over;
		guest.end();
	});
	if (job.tests.length > 0) watch.begin();
	return {
		...guest,
		startedAt: kernel.startedAt,
		spokeAt: kernel.spokeAt,
		give(tests, { isLast, settings }) {
			const words = given.add(tests, settings);
			given.expectIn(observer);
			if (isGone) return;
			const isSeen = look() === seen;
			ahead = isLast ? [] : expected();
			writePlan(folders, encodeWork({
				key,
				tests: words,
				isLast,
				isSeen,
				next: ahead[0] ?? ""
			}));
			guest.answerPlan();
			seen = look();
			watch.begin();
		},
		signal(number) {
			if (running !== void 0) guest.signal(number, running);
		},
		toldChanges: () => job.settings.kept?.length === 0 ? changes?.bringBack() : void 0,
		send: (bytes, taken) => input.send(bytes, taken),
		type: (bytes) => input.type(bytes),
		resize: ({ rows, columns }) => input.send(Buffer.from(Uint16Array.of(rows, columns).buffer)),
		ended: conclude()
	};
	function givePlan(bytes) {
		writePlan(folders, bytes);
		isPlanned = true;
		if (isAsked) guest.answerPlan();
	}
	function givePlanLate(bytes) {
		if (isGone) return;
		failure = failureOf(() => givePlan(bytes));
		if (failure) guest.end();
	}
	function startTest(index) {
		running = index;
		allowances.startTest();
		const { input: text } = given.at(index);
		if (text !== "") input.begin(text);
	}
	async function conclude() {
		try {
			await void 0;
			kernel.listen(receive);
			if (failure) guest.end();
			const ended = await guest.ended;
			isGone = true;
			if (failure) throw require_start.cannotStart(failure.cause);
			input.end();
			shared.finish();
			for (const event of observer.finish()) onEvent(event);
			log.close();
			const leftOut = artifacts ? await collectAll(artifacts, {
				...job,
				tests: given.tests
			}, (index) => observer.hasStarted(index)) : [];
			if (log.problem !== void 0) leftOut.push(log.problem);
			const observed = (index) => observer.observed(index);
			const { boot, idle } = observer;
			return {
				end: orMemoryFull(ended, [
					boot,
					idle,
					...given.tests.map((_, index) => observed(index))
				], (0, node_path.dirname)(job.memoryFolder)),
				observed,
				boot,
				idle,
				leftOut,
				...tooMuch !== void 0 && { tooMuch },
				...changes && { changes: changes.bringBack() }
			};
		} finally {
			watch.end();
			log.close();
			shared.close();
			await kernel.remove();
		}
	}
}
/** Bytes of a guest's console that are kept by default. */
const defaultLogLimit = 64 << 20;
/** Of what a guest knows from the moment on at which it makes things ahead; all else it reads when it is looked at. */
function stampsOf(paths) {
	return paths.map(stampOrGone).join(" ");
}
/** The boot plan of a guest whose kernel boots meanwhile. */
function planOf({ kernel, settings }, { artifacts, changes, link }, given) {
	const steps = [
		{
			do: "entropy",
			bytes: (0, node_crypto.randomBytes)(64)
		},
		...artifacts?.steps ?? [],
		...changes?.steps ?? [],
		...layoutModules(kernel, settings.steps),
		...settings.steps,
		...modulesSteps(kernel),
		...link ? [{
			do: "network",
			link
		}] : []
	];
	return encodeBootPlan({
		...given,
		steps,
		user: settings.defaults.user
	});
}
/** @returns what it throws, if it does */
function failureOf(work) {
	try {
		work();
		return;
	} catch (cause) {
		return { cause };
	}
}
// src/guest/run-guest.ts
/**
* Boots a guest, runs its tests in it, and waits for its end. Where there is no room for its memory now, it waits for other
* guests of this process to end first.
* @param onEvent called as things happen. What it throws ends the guest and is thrown here.
* @throws UmlRunError when no guest can be started; the signal's reason, when it comes before the start
*/
async function runGuest(job, onEvent, signal) {
	const { early, ...late } = job;
	const place = early?.place ?? await job.settings.scratch.memory.take(roomBytes(job.settings), signal);
	const started = early?.kernel;
	try {
		return await runGuestIn({
			...late,
			memoryFolder: place.folder,
			...started && { started }
		}, onEvent, signal);
	} finally {
		place.giveBack();
	}
}
async function runGuestIn(job, onEvent, signal) {
	let work = workOf(job);
	let state = newGuest;
	let stopClock = () => {};
	let failure;
	requireRootfs(job.settings);
	const session = orCannotStart(() => startSession(job, (event) => dispatch(event)));
	const { send, type, signal: sendSignal, dumpThreads: ask, hold, resize, toldChanges } = session;
	const stop = () => dispatch({ type: "stop" });
	const guest = {
		stop,
		give,
		ask,
		send,
		type,
		signal: sendSignal,
		hold,
		resize,
		toldChanges
	};
	function give(tests, how) {
		try {
			session.give(tests, how);
		} catch (cause) {
			failure ??= { error: require_start.cannotStart(cause) };
			guest.stop();
			return;
		}
		work = {
			...work,
			testTimeouts: [...work.testTimeouts, ...timeoutsOf(tests)]
		};
		dispatch({ type: "given" });
	}
	function dispatch(input) {
		const [next, effects] = nextGuestState(state, input, work, secondsOf(input));
		state = next;
		for (const effect of effects) run(effect);
	}
	/** Since its start; what it said before anybody listened was said earlier than it arrives. */
	function secondsOf({ type }) {
		const { startedAt, spokeAt } = session;
		return ((type === "waits" ? spokeAt() : void 0) ?? performance.now()) / 1e3 - startedAt / 1e3;
	}
	function run(effect) {
		switch (effect.do) {
			case "set-clock":
				stopClock();
				stopClock = startClock(effect.seconds, () => dispatch({ type: "time-up" }));
				break;
			case "stop-clock":
				stopClock();
				break;
			case "dump-threads":
				session.dumpThreads();
				break;
			case "end-guest":
				session.end();
				break;
			case "emit": emit(effect.event);
		}
	}
	/** A handler that fails has no use for this guest any more. */
	function emit(event) {
		if (failure) return;
		try {
			onEvent(blamingRootfs(event, job.settings), guest);
		} catch (error) {
			failure = { error };
			guest.stop();
		}
	}
	try {
		run({
			do: "set-clock",
			seconds: job.bootTimeoutSeconds
		});
		signal?.addEventListener("abort", guest.stop);
		if (signal?.aborted) guest.stop();
		const end = await session.ended;
		dispatch({
			type: "gone",
			...end
		});
		if (failure) throw failure.error;
		const isBooted = state.bootSeconds !== void 0 && state.problem === void 0;
		const folders = {
			memory: (0, node_path.dirname)(job.memoryFolder),
			share: job.settings.share
		};
		const fault = isBooted ? void 0 : await bootFault(end.end, end.boot, folders);
		return reportOf(state, end, fault);
	} finally {
		stopClock();
		signal?.removeEventListener("abort", guest.stop);
	}
}
function workOf({ kernel, tests, settings, bootTimeoutSeconds }) {
	return {
		release: kernel.version,
		testTimeouts: timeoutsOf(tests),
		bootTimeout: bootTimeoutSeconds,
		lacksConsole: settings.sandbox && mayUseSeccomp(settings.kernelArguments)
	};
}
function timeoutsOf(tests) {
	return tests.map(({ timeoutSeconds }) => timeoutSeconds);
}
/** Its files and folders are made before its process, and those of tests before these; that may fail: a disk may be full. */
function orCannotStart(work) {
	try {
		return work();
	} catch (cause) {
		throw require_start.cannotStart(cause);
	}
}
function isEarly(farewell) {
	return farewell !== void 0 && farewell !== "done" && farewell !== "problem";
}
function reportOf(state, ended, fault) {
	const { end, boot, idle, leftOut, changes } = ended;
	const refusals = describeRefusals([...boot.log, ...idle.log]);
	const problem = [problemOf(state, ended), refusals].filter((part) => part !== void 0).join("; ");
	return {
		...state.bootSeconds === void 0 ? {} : { bootSeconds: state.bootSeconds },
		finished: state.bootSeconds !== void 0 && state.farewell === "done",
		...isEarly(state.farewell) && { leftEarly: state.farewell },
		problem: fault?.what ?? problem,
		isMachines: end.by === "machine" || fault !== void 0,
		...fault?.fix !== void 0 && { fix: fault.fix },
		...refusals !== void 0 && { refusals },
		boot,
		idle,
		leftOut,
		...changes && { changes }
	};
}
function problemOf(state, { end, boot, tooMuch }) {
	if (end.by === "machine") return end.how;
	if (tooMuch) return tooMuch.problem;
	const problem = boot.panic === void 0 ? state.problem ?? describeGuestEnd(end) : `kernel panic: ${boot.panic}`;
	return boot.outOfMemory ? `${problem}; the guest has too little memory (raise it with --memory)` : problem;
}
/** Why a guest did not boot, or was not done, and what to do where that is known. */
function explain({ problem, fix }) {
	return fix === void 0 ? problem : `${problem}; ${fix}`;
}
// src/runner/attempt-supply.ts
/** Takes attempts for one guest: how many at a time, how many in all, and whether there may be more for it. */
var AttemptSupply = class {
	guest;
	source;
	context;
	taken;
	/** How many it may take. */
	most;
	/** Taken for the guest before it was ready. */
	kept;
	/** It has asked for more, and there is nothing for it. */
	isDone = false;
	/**
	* @param taken gets what is taken
	* @param places how many its kernel was started for, if it boots already
	*/
	constructor(guest, source, context, taken, places) {
		this.guest = guest;
		this.source = source;
		this.context = context;
		this.taken = taken;
		this.most = places ?? Number.POSITIVE_INFINITY;
	}
	/** Each test has a guest of its own. */
	get isAlone() {
		return this.context.job.isolation === "test";
	}
	/** How many tests the guest has places for; to be asked when it boots, after its first ones were taken, if any. */
	settlePlaces() {
		const { count } = this.taken;
		const most = Math.min(this.most, mostTests, count + this.source.queue.size);
		this.most = Math.max(count, this.isAlone ? 1 : most);
		return this.most;
	}
	/** Takes attempts, and gives their tests. */
	take() {
		const { queue } = this.source;
		const count = this.isAlone ? 1 : Math.min(this.source.share(), this.most - this.taken.count);
		const taken = this.taken.count === 0 ? queue.takeFirst(count, this.isAlone) : queue.take(count);
		this.taken.add(taken);
		const { kernel, number } = this.guest;
		const tests = taken.map(({ of }) => of.test.name);
		if (tests.length > 0) this.context.emit({
			type: "tests-given",
			kernel: kernel.name,
			guest: number,
			tests
		});
		return taken.map(({ of }) => of.test);
	}
	/** Takes what the guest gets once it is ready: nobody else is to take that meanwhile. */
	keepNext() {
		this.kept = this.take();
	}
	/** Gives a guest that is ready the next ones; ends it when there are none. */
	giveNext(running) {
		const tests = this.kept ?? this.take();
		this.kept = void 0;
		this.isDone = tests.length === 0;
		if (this.isDone) running.stop();
		else running.give(tests, { isLast: this.isLast() });
	}
	/** Whether what was taken last is all that there will be for it. */
	isLast() {
		if (this.isAlone || this.taken.count >= this.most) return true;
		return !this.source.queue.hasMoreForAny && this.source.isAlone();
	}
	/** It has taken as many as it may, and there are others. */
	get isFull() {
		return this.taken.count >= this.most && this.source.queue.hasMoreForAny;
	}
};
// src/runner/splat-events.ts
/** Emits an event for each splat. */
function emitSplats({ splats }, where, { emit }) {
	for (const { title } of splats) emit({
		type: "splat",
		...where,
		title
	});
}
/** A splat while no test runs is no test's fault, but may still matter. */
function warnOfIdleSplats(when, log, kernel, context) {
	emitSplats(log, { kernel: kernel.name }, context);
	const { counted } = sortSplats(log.splats, {}, context.job.policy);
	const titles = counted.map(({ title }) => title);
	const texts = log.panic === void 0 ? titles : [...titles, `kernel panic: ${log.panic}`];
	for (const text of texts) context.warn(`kernel ${kernel.name} complained ${when}: ${text}`);
}
// src/runner/start-reason.ts
const firstOfKernel = {
	after: null,
	why: "the first guest of its kernel",
	isExpected: true
};
const besideOthers = {
	after: null,
	why: "tests run side by side",
	isExpected: true
};
const ownGuest = "each test has a guest of its own";
/** Why another guest is started after that one. */
function reasonForNext({ last: after, loss, ...guest }) {
	if (!guest.hasRun) return {
		after,
		why: `no test ran in it: ${guest.problem}`,
		isExpected: false
	};
	if (guest.isAlone && guest.left === 0) return {
		after,
		why: ownGuest,
		isExpected: true
	};
	if (loss) return {
		after,
		...loss
	};
	if (guest.isDone && guest.isFull) return {
		after,
		why: "it has run as many tests as one guest may",
		isExpected: true
	};
	if (guest.isDone) return {
		after,
		why: "tests that did not pass run again",
		isExpected: true
	};
	const { leftEarly } = guest;
	if (leftEarly === void 0) return {
		after,
		why: guest.problem,
		isExpected: false
	};
	if (leftEarly === "changed ?") return {
		after,
		why: "what its test has changed is not known",
		isExpected: true
	};
	return {
		after,
		why: `${after} changed what others would find in it${leftEarly.startsWith("changed ") ? `: ${leftEarly.slice(8)}` : ""}`,
		isExpected: false
	};
}
/** Why a guest is given up after a test, when the test's end is why. */
function lossBy(test, { observation, noExit }) {
	const why = whyLost(test, observation, noExit);
	return why === void 0 ? void 0 : {
		why,
		isExpected: true
	};
}
function whyLost(test, { splats }, noExit) {
	if (noExit?.cause === "timeout") return `${test} was still running after ${noExit.seconds} s`;
	if (noExit) return `it died while ${test} ran: ${noExit.how}`;
	return splats.length > 0 ? `its kernel complained while ${test} ran` : void 0;
}
// src/runner/guest-run-report.ts
/** Takes back the attempts that have no result, and warns of what went wrong outside of tests. Once. */
function reportEnd(ended, work, context) {
	warnOfEnd(ended, work.guest, context);
	const { problem, isMachines, fix, boot } = ended;
	const { guest, queue, taken, supply } = work;
	const left = taken.giveBack();
	const hasAll = supply.isDone || ended.finished === true;
	const { last, loss, hasRun } = taken;
	const next = reasonForNext({
		last,
		loss,
		hasRun,
		isAlone: supply.isAlone,
		left: left.length,
		isFull: supply.isFull,
		isDone: left.length === 0 && hasAll,
		problem,
		leftEarly: ended.leftEarly
	});
	const why = left.length > 0 || !hasAll && queue.size > 0 ? next.why : "its tests have ended";
	return {
		left,
		hasRun,
		problem,
		isMachines,
		fix,
		log: boot?.log.slice(-60) ?? [],
		guest: guest.id,
		why,
		next
	};
}
function warnOfEnd({ leftOut = [], boot, bootSeconds, idle, leftEarly }, { kernel }, context) {
	for (const text of leftOut) context.warn(text);
	if (boot && bootSeconds !== void 0) warnOfIdleSplats("while it booted", boot, kernel, context);
	if (idle) warnOfIdleSplats("between tests", idle, kernel, context);
	if (leftEarly === "changed ?") context.warn(`${kernel.name} has no io_uring, which tells what a test has changed: each has a guest of its own`);
}
// src/runner/in-turn.ts
/** Does what it is given in that order: at once, unless something before it takes its time. */
var InTurn = class {
	onFailure;
	waiting = [];
	working;
	failure;
	/** @param onFailure called when something throws after it was given; nothing is done after that */
	constructor(onFailure) {
		this.onFailure = onFailure;
	}
	/** Whether what it is given now has to wait. */
	get isBusy() {
		return this.working !== void 0;
	}
	/** @throws what it throws, where it is done at once */
	do(work) {
		if (this.failure) return;
		if (this.working) {
			this.waiting.push(work);
			return;
		}
		const started = work();
		if (started) this.working = this.finish(started);
	}
	/**
	* Resolves when all is done.
	* @throws what something threw after it was given
	*/
	async settled() {
		await this.working;
		if (this.failure) throw this.failure.error;
	}
	async finish(started) {
		try {
			await started;
			for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await next();
		} catch (error) {
			this.waiting.length = 0;
			this.failure = { error };
			this.onFailure();
		}
		this.working = void 0;
	}
};
// src/formats/cut-lines.ts
/** What follows in a line is left out: nothing that a program writes may fill this process's memory. */
const maxBytes = 16384;
/** Bytes that are searched at once: texts of many more are costly to make. */
const pieceLength = 8192;
/**
* Gives the lines of a program's output that could be TAP, without their ends, and cut where they are very long. It is made
* for much output that is not: other lines are told by their first letter, and cost next to nothing.
*/
var CutLines = class {
	take;
	/** The beginning of a line whose end has not come yet; memory for it is taken when there is the first. */
	rest;
	restLength = 0;
	hasRest = false;
	constructor(take) {
		this.take = take;
	}
	push(bytes) {
		for (let at = 0; at < bytes.length; at += pieceLength) this.pushPiece(bytes.subarray(at, at + pieceLength));
	}
	pushPiece(bytes) {
		const text = bytes.toString("latin1");
		let start = 0;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
			if (this.hasRest) {
				this.keep(bytes, start, end);
				this.endRest();
			} else if (couldBeTap(bytes, start, end)) this.take(bytes.toString("utf8", start, Math.min(end, start + maxBytes)));
			start = end + 1;
		}
		if (start < bytes.length) this.keep(bytes, start, bytes.length);
	}
	/** Gives the last line when it had no end. */
	finish() {
		this.endRest();
		this.rest = void 0;
	}
	endRest() {
		const { rest, restLength, hasRest } = this;
		this.restLength = 0;
		this.hasRest = false;
		if (rest && hasRest && couldBeTap(rest, 0, restLength)) this.take(rest.toString("utf8", 0, restLength));
	}
	keep(bytes, start, end) {
		this.rest ??= Buffer.alloc(maxBytes);
		this.hasRest = true;
		this.restLength += bytes.copy(this.rest, this.restLength, start, end);
	}
};
/** Which bytes such a line begins with, after blanks. */
const canBegin = /* @__PURE__ */ new Uint8Array(256);
for (const byte of Buffer.from("onTK1Bb#")) canBegin[byte] = 1;
function couldBeTap(bytes, start, end) {
	let at = start;
	while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++;
	return at < end && canBegin[bytes[at] ?? 0] === 1;
}
// src/formats/harness-test.ts
/**
* The test that a program of the kernel's test harness (`kselftest_harness.h`) is running. What its body reports of its own
* is not set in, and numbered from 1 again:
*
*     #  RUN           global.reads ...
*     ok 1 reads a byte
*     #            OK  global.reads
*     ok 7 global.reads
*/
var HarnessTest = class {
	/** Its name; missing between two. */
	name;
	/** @returns whether such a test begins with this line of the program's */
	begins(line) {
		if (!line.startsWith("#")) return false;
		const text = line.slice(1).trim();
		if (text.startsWith("RUN ") && text.endsWith(" ...")) {
			this.name = text.slice(4, -4).trim();
			return true;
		}
		if (this.name !== void 0 && text.endsWith(` ${this.name}`)) this.name = void 0;
		return false;
	}
	/** Whether a result is of its body; the result with its name ends it. */
	reports(name) {
		if (this.name === name) this.name = void 0;
		return this.name !== void 0;
	}
};
// src/formats/subtest-room.ts
/** More of them are left out. */
const maxSubtests = 1e4;
/** What one takes besides its texts, about. */
const overhead = 100;
/** The room that the subtests of one program have: nothing that it writes may fill this process's memory. */
var SubtestRoom = class {
	count = maxSubtests;
	free;
	forFailures;
	/** @param bytes for all of them; the last quarter is for failures alone */
	constructor(bytes) {
		this.free = bytes;
		this.forFailures = bytes / 4;
	}
	/** @returns whether there is room for one, which is then taken */
	take(subtest) {
		const free = this.free - sizeOf$4(subtest);
		if (this.count === 0 || free < (subtest.verdict === "failed" ? 0 : this.forFailures)) return false;
		this.free = free;
		this.count--;
		return true;
	}
	giveBack(subtests) {
		this.count += subtests.length;
		for (const subtest of subtests) this.free += sizeOf$4(subtest);
	}
};
function sizeOf$4({ name, reason }) {
	return Buffer.byteLength(name) + Buffer.byteLength(reason) + overhead;
}
// src/formats/number-set.ts
/** Whole numbers in sparing memory: those that come in order from 1, as they do nearly always, take none. */
var NumberSet = class {
	/** All from 1 to this one are in it. */
	upTo = 0;
	/** Those above. */
	others = /* @__PURE__ */ new Set();
	/** The largest. */
	max = 0;
	/** @returns whether it is new; of too many that are out of order this is not known, and they count as new */
	add(number) {
		this.max = Math.max(this.max, number);
		if (number === this.upTo + 1) {
			this.upTo++;
			while (this.others.delete(this.upTo + 1)) this.upTo++;
			return true;
		}
		if (number > 0 && number <= this.upTo || this.others.has(number)) return false;
		if (this.others.size < maxOthers) this.others.add(number);
		return true;
	}
};
const maxOthers = 65536;
// src/formats/tap-document.ts
/**
* One version line or plan and the results that belong to it: what a program writes, or the results of one subtest's own,
* which are set in. Holds counts, not results, however many there are.
*/
var TapDocument = class {
	indent;
	/** Those that were kept; what a subtest reports of its own comes before it. */
	subtests = [];
	/** How many there was no room for. */
	leftOut = 0;
	plan;
	hasVersion = false;
	isSubtest = false;
	numbers = new NumberSet();
	/** How many results there are; how many of these have no number, and how many of those may be mere sentences. */
	points = 0;
	unnumbered = 0;
	loose = 0;
	failures = 0;
	firstFailure = "";
	repeated;
	isPlanFirst = false;
	isPlanLast = false;
	bailOut;
	/** What is wrong within a subtest that is said to be good. */
	within;
	constructor(indent) {
		this.indent = indent;
	}
	/** Whether another version line or plan would be of another document. */
	startsAnew({ kind }) {
		if (kind === "version") return this.points > 0 || this.plan !== void 0;
		return kind === "plan" && this.plan !== void 0;
	}
	/** @param room for its results; those without are only counted */
	read(line, room) {
		switch (line.kind) {
			case "version":
				this.hasVersion = true;
				break;
			case "subtest":
				this.isSubtest = true;
				break;
			case "plan":
				this.plan = line;
				this.isPlanFirst = this.points === this.loose;
				this.isPlanLast = true;
				break;
			case "bail-out":
				this.bailOut ??= line.reason;
				break;
			case "point":
				if (!line.isLoose) this.isPlanLast = false;
				this.count(line);
				this.keep(subtestOf(line), room);
		}
	}
	/**
	* Takes what a subtest reported of its own.
	* @param of the result of that subtest; missing when there was none
	*/
	include(inner, of) {
		this.subtests.push(...inner.subtests);
		this.leftOut += inner.leftOut;
		if (of && (isFailure(of) || isExcused(of))) return;
		const problem = inner.problem;
		if (problem !== void 0) this.within ??= of?.name ? `in "${of.name}", ${problem}` : problem;
	}
	/** Whether it is TAP for certain, and not text that looks like it. */
	get isCertain() {
		if (this.hasVersion) return true;
		if (this.indent > 0) return this.isSubtest || this.plan !== void 0;
		if (!this.plan || !(this.isPlanFirst || this.isPlanLast)) return false;
		return this.plan.skip !== void 0 || this.points > this.unnumbered;
	}
	/** Whether it tells of a failure; a plan that was not kept is none. */
	get hasFailed() {
		return this.failures > 0 || this.bailOut !== void 0 || this.within !== void 0;
	}
	/** Why it has not passed, in words that follow "but"; missing when it has, and when it is not TAP for certain. */
	get problem() {
		if (!this.isCertain) return void 0;
		if (this.failures > 0) return `${this.failures} of ${plural(this.points)} failed${this.nameOfFailure()}`;
		if (this.bailOut !== void 0) return `it bailed out${this.bailOut && `: ${this.bailOut}`}`;
		if (this.within !== void 0) return this.within;
		if (this.repeated !== void 0) return `subtest ${this.repeated} was reported more than once`;
		return this.problemOfPlan();
	}
	problemOfPlan() {
		const { plan, points, loose, numbers } = this;
		if (!plan) return this.indent > 0 ? void 0 : "its TAP has no plan";
		if (plan.skip !== void 0) return points > loose ? "it reported subtests after a plan to skip all" : void 0;
		const planned = `it planned ${plural(plan.count)}, and reported`;
		if (numbers.max > plan.count) return `${planned} number ${numbers.max}`;
		return points - loose > plan.count || points < plan.count ? `${planned} ${points}` : void 0;
	}
	keep(subtest, room) {
		if (room.take(subtest)) this.subtests.push(copyOf(subtest));
		else this.leftOut++;
	}
	count(point) {
		this.points++;
		if (point.number === void 0) this.unnumbered++;
		else if (!this.numbers.add(point.number)) this.repeated ??= point.number;
		if (point.isLoose) this.loose++;
		if (!isFailure(point)) return;
		this.firstFailure ||= point.name;
		this.failures++;
	}
	nameOfFailure() {
		if (this.firstFailure === "") return "";
		return `: ${this.firstFailure}${this.failures > 1 ? ", \u2026" : ""}`;
	}
};
function isExcused({ directive }) {
	return directive === "skip" || directive === "todo" || directive === "xfail";
}
/** A failure that is expected is none. */
function isFailure(point) {
	return !point.isOk && !isExcused(point);
}
/** Characters of a name or a reason. */
const maxText = 1e3;
function subtestOf(point) {
	const { number, directive } = point;
	const name = point.name.slice(0, maxText) || `subtest ${number ?? ""}`.trim();
	const reason = point.reason.slice(0, maxText);
	if (directive === "skip") return {
		name,
		verdict: "skipped",
		reason
	};
	if (isFailure(point)) return {
		name,
		verdict: "failed",
		reason: reason || "not ok"
	};
	return {
		name,
		verdict: "passed",
		reason: directive ? `${directive} ${reason}`.trim() : ""
	};
}
/** Its texts are parts of a line, which may be much longer, and which they would keep in memory. */
function copyOf({ name, verdict, reason }) {
	return {
		name: copyText(name),
		verdict,
		reason: copyText(reason)
	};
}
function copyText(text) {
	return Buffer.from(text).toString();
}
function plural(count) {
	return `${count} subtest${count === 1 ? "" : "s"}`;
}
// src/formats/tap-line.ts
const directives = [
	"skip",
	"todo",
	"xfail",
	"xpass",
	"timeout",
	"error"
];
/** What is set in further than this is no subtest of anybody's. */
const maxIndent = 64;
/**
* Reads one line, without its end. Takes time in proportion to its length, whatever is in it: programs choose the text, so
* there is no regular expression here that could backtrack.
*/
function parseTapLine(line) {
	const indent = skipBlanks(line, 0);
	if (indent > maxIndent) return void 0;
	const text = line.slice(indent).trimEnd();
	const found = parseResult(text) ?? parsePlan(text) ?? parseOther(text);
	return found && {
		indent,
		...found
	};
}
function parseResult(text) {
	const isOk = !text.startsWith("not ");
	const start = isOk ? 0 : skipBlanks(text, 4);
	if (!text.startsWith("ok", start) || isWord$1(text, start + 2)) return void 0;
	const at = skipBlanks(text, start + 2);
	const digits = skipDigits(text, at);
	const isNumbered = digits > at && (digits === text.length || " 	-#:".includes(text[digits] ?? ""));
	const rest = text.slice(isNumbered ? digits : at).trimStart();
	const isMarked = rest === "" || at > start + 2 && (rest.startsWith("-") || rest.startsWith("#"));
	return {
		kind: "point",
		isOk,
		...isNumbered && { number: Number(text.slice(at, digits)) },
		isLoose: !isNumbered && !isMarked,
		...describe(rest)
	};
}
/** The description and the directive after it. A `\#` is a part of the description. */
function describe(rest) {
	for (let hash = rest.indexOf("#"); hash >= 0; hash = rest.indexOf("#", hash + 1)) {
		if (rest[hash - 1] === "\\") continue;
		const at = skipBlanks(rest, hash + 1);
		const word = rest.slice(at, at + 7).toLowerCase();
		const directive = directives.find((one) => word.startsWith(one));
		if (directive === void 0) continue;
		return {
			name: nameOf(rest.slice(0, hash)),
			directive,
			reason: afterColon(rest, skipWord(rest, at))
		};
	}
	return {
		name: nameOf(rest),
		reason: ""
	};
}
function nameOf(text) {
	return (text.startsWith("- ") ? text.slice(2) : text).trim();
}
function parsePlan(text) {
	if (!text.startsWith("1..")) return void 0;
	const end = skipDigits(text, 3);
	const at = skipBlanks(text, end);
	if (end === 3 || at < text.length && text[at] !== "#") return void 0;
	const count = Number(text.slice(3, end));
	const word = skipBlanks(text, at + 1);
	return {
		kind: "plan",
		count,
		...count === 0 && text.slice(word, word + 4).toLowerCase() === "skip" && { skip: afterColon(text, skipWord(text, word)) }
	};
}
function parseOther(text) {
	const version = ["TAP version ", "KTAP version "].find((words) => text.startsWith(words));
	if (version !== void 0) {
		const end = skipDigits(text, version.length);
		return end > version.length && end === text.length ? { kind: "version" } : void 0;
	}
	if (text.slice(0, 9).toLowerCase() === "bail out!") return {
		kind: "bail-out",
		reason: text.slice(9).trim()
	};
	return text.startsWith("# Subtest") ? { kind: "subtest" } : void 0;
}
function afterColon(text, at) {
	const rest = text.slice(at).trimStart();
	return (rest.startsWith(":") ? rest.slice(1) : rest).trim();
}
function skipBlanks(text, from) {
	let at = from;
	while (text[at] === " " || text[at] === "	") at++;
	return at;
}
function skipDigits(text, from) {
	let at = from;
	while (isBetween(text, at, "0", "9")) at++;
	return at;
}
function skipWord(text, from) {
	let at = from;
	while (isWord$1(text, at)) at++;
	return at;
}
function isWord$1(text, at) {
	return isBetween(text, at, "a", "z") || isBetween(text, at, "A", "Z") || isBetween(text, at, "0", "9") || text[at] === "_";
}
function isBetween(text, at, first, last) {
	const character = text[at];
	return character !== void 0 && character >= first && character <= last;
}
// src/formats/tap.ts
/**
* Reads a program's stdout as it comes, whatever it is, in time proportional to its length and in bounded memory. Only what
* is TAP for certain counts: it has a version line, or numbered results and a plan as the first or the last line of them.
* Several that follow each other, each with a version line or a plan, are each read for themselves.
*/
var TapReader = class {
	lines = new CutLines((line) => this.readLine(line));
	/** The one that is being read, and within it those that are set in further and further. */
	open = [];
	harness = new HarnessTest();
	tap = { subtests: [] };
	isTap = false;
	hasFailed = false;
	/** For the subtests that are kept, in `tap` and in those that are open. */
	room;
	/** @param bytes that the subtests may take in memory */
	constructor(bytes = Number.POSITIVE_INFINITY) {
		this.room = new SubtestRoom(bytes);
	}
	push(bytes) {
		this.lines.push(bytes);
	}
	/** To be called at the end of it. @returns nothing when it is not TAP */
	finish() {
		this.lines.finish();
		this.close(0);
		if (this.hasFailed) delete this.tap.skip;
		return this.isTap ? this.tap : void 0;
	}
	readLine(text) {
		const line = this.parse(text);
		if (!line) return;
		this.close(line.indent + 1, line.kind === "point" ? line : void 0);
		if (this.open.at(-1)?.indent === line.indent && this.open.at(-1)?.startsAnew(line)) this.close(line.indent);
		this.documentAt(line)?.read(line, this.room);
	}
	/** What a test of a harness reports of its own is taken for set in. */
	parse(text) {
		if (this.harness.begins(text)) return {
			indent: 1,
			kind: "subtest"
		};
		const line = parseTapLine(text);
		return line && this.harness.reports(line.kind === "point" ? line.name : "") ? {
			...line,
			indent: line.indent + 1
		} : line;
	}
	/** The one of its indentation, which begins with it where there is none. */
	documentAt({ indent, kind }) {
		const last = this.open.at(-1);
		if (last?.indent === indent) return last;
		if (indent === 0 ? kind === "subtest" : !last) return void 0;
		const document = new TapDocument(indent);
		this.open.push(document);
		return document;
	}
	/** Closes those that are set in as far as this, or further. @param of the result that they belong to */
	close(indent, of) {
		for (let inner = this.open.at(-1); inner && inner.indent >= indent; inner = this.open.at(-1)) {
			this.open.pop();
			const outer = this.open.at(-1);
			if (outer) outer.include(inner, outer.indent < indent ? of : void 0);
			else this.conclude(inner);
		}
	}
	conclude(document) {
		if (!document.isCertain) {
			this.room.giveBack(document.subtests);
			return;
		}
		this.isTap = true;
		this.tap.subtests.push(...document.subtests);
		const { problem, hasFailed, leftOut } = document;
		if (leftOut > 0) this.tap.leftOut = (this.tap.leftOut ?? 0) + leftOut;
		const skip = document.plan?.skip;
		this.hasFailed ||= hasFailed;
		if (problem !== void 0) this.tap.problem ??= problem;
		if (skip !== void 0) this.tap.skip ??= skip || "nothing to run";
	}
};
// src/runner/attempt-output.ts
/**
* The files that the streams of one attempt go to. The first round writes to where the test's output belongs. A later
* one writes beside it until it is known which of them counts: the round before may still be waiting for its last
* bytes.
*/
var AttemptOutput = class {
	attempt;
	captures;
	/** It reads stdout as it comes: the file may have no more than a part of it. */
	tap;
	isOpen = true;
	/** Whether it belongs beside the output that counts. */
	isBeside;
	/**
	* @param limit bytes of each stream
	* @param subtests bytes of memory for what stdout reports of itself
	*/
	constructor(attempt, limit, subtests) {
		this.attempt = attempt;
		this.tap = new TapReader(subtests);
		this.isBeside = attempt.round > 1;
		const { stdout, stderr } = this.paths();
		this.captures = {
			stdout: new Capture(stdout, limit),
			stderr: new Capture(stderr, limit)
		};
	}
	/** Where the files that it left behind go. */
	get artifacts() {
		const { of } = this.attempt;
		return artifactsPath({ stdout: this.isBeside ? beside(of.stdout, "later") : of.stdout });
	}
	write(stream, bytes) {
		this.captures[stream].write(bytes);
		if (stream === "stdout") this.tap?.push(bytes);
	}
	/** What stdout reports of itself, where it is TAP. To be called once, when it is whole. */
	readTap() {
		const tap = this.tap?.finish();
		this.tap = void 0;
		return tap;
	}
	/** @returns what could not be kept, in words for the user */
	close() {
		if (!this.isOpen) return [];
		this.isOpen = false;
		return [this.captures.stdout, this.captures.stderr].flatMap((capture) => {
			capture.close();
			return capture.problem === void 0 ? [] : [capture.problem];
		});
	}
	/**
	* Moves it to its place, once it is closed.
	* @param isAfterBad an earlier attempt had not passed, and its output is the one that counts
	* @returns what could not be moved, in words for the user: a result does not depend on it
	*/
	keep(isAfterBad) {
		if (this.attempt.round === 1) return [];
		const from = this.paths();
		const { stdout, stderr } = this.attempt.of;
		this.isBeside = isAfterBad;
		const to = isAfterBad ? {
			stdout: beside(stdout, "later"),
			stderr: beside(stderr, "later")
		} : {
			stdout,
			stderr
		};
		return ["stdout", "stderr"].flatMap((stream) => {
			const problems = attempt(() => (0, node_fs.renameSync)(from[stream], to[stream]), `cannot keep output in ${to[stream]}`);
			return this.captures[stream].problem === void 0 ? problems : [];
		});
	}
	/** Removes the output of an attempt that did not end: it runs again, or not at all. */
	discardUnfinished() {
		if (this.attempt.round === 1) return;
		for (const path of Object.values(this.paths())) attempt(() => (0, node_fs.rmSync)(path, { force: true }), "");
	}
	paths() {
		const { of, round } = this.attempt;
		if (round === 1) return of;
		return {
			stdout: beside(of.stdout, `round-${round}`),
			stderr: beside(of.stderr, `round-${round}`)
		};
	}
};
function attempt(work, problem) {
	try {
		work();
		return [];
	} catch (error) {
		return [`${problem}: ${require_compile_cache.messageOf(error)}`];
	}
}
function beside(path, word) {
	return path.replace(/\.(stdout|stderr)$/, `.${word}.$1`);
}
// src/runner/taken-attempts.ts
/** The attempts that a guest took from its kernel's queue, by the order in which it runs them; emits what becomes of each. */
var TakenAttempts = class {
	guest;
	queue;
	context;
	attempts = [];
	/** By the index of the attempt. */
	outputs = /* @__PURE__ */ new Map();
	finished = /* @__PURE__ */ new Set();
	/** A test ran in the guest, and may have left something behind. One that could not be started did not run. */
	isUsed = false;
	/** The test that finished last. */
	last = null;
	/** Why the guest is given up after that one, when a test is why. */
	loss;
	/** Whether the guest is not to go on, although it could. */
	hasToStop = false;
	constructor(guest, queue, context) {
		this.guest = guest;
		this.queue = queue;
		this.context = context;
	}
	get count() {
		return this.attempts.length;
	}
	/** Whether any ran. */
	get hasRun() {
		return this.finished.size > 0 || this.loss !== void 0;
	}
	add(attempts) {
		this.attempts.push(...attempts);
	}
	testOf(index) {
		return this.attemptAt(index).of.test.name;
	}
	/** A test's bytes may arrive before its start. */
	outputOf(index) {
		const { job, detailBytes } = this.context;
		const output = this.outputs.get(index) ?? new AttemptOutput(this.attemptAt(index), job.outputLimit, detailBytes);
		this.outputs.set(index, output);
		return output;
	}
	/** One has ended: it is judged, or has to run again in another guest. @returns what is to be waited for, if anything */
	end(event) {
		const attempt = this.attemptAt(event.index);
		const { end } = event.outcome.observation;
		if (end?.how !== "not-started") this.isUsed = true;
		else if (this.queue.needsFreshGuest(attempt, this.isUsed)) {
			this.giveUp(`${attempt.of.test.name} could not be started in it: ${startErrorText(end.errno)}`);
			return;
		}
		return this.judge(event, attempt);
	}
	/** To be called when the guest is gone. @returns those that have no result */
	giveBack() {
		for (const [index, output] of this.outputs) if (!this.finished.has(index)) output.discardUnfinished();
		return this.attempts.filter((_, index) => !this.finished.has(index));
	}
	close() {
		for (const output of this.outputs.values()) for (const problem of output.close()) this.context.warn(problem);
	}
	judge(event, attempt) {
		const { lostPeers } = this.context;
		const findingsOf = this.judgeOf(event, attempt);
		const conclude = () => {
			const lostPeer = lostPeers?.first;
			this.conclude(event, attempt, findingsOf(lostPeer), lostPeer !== void 0);
		};
		if (lostPeers && lostPeers.first === void 0 && findingsOf().verdict === "failed") return lostPeers.hear().then(conclude);
		conclude();
	}
	/** To be called once for a test. @returns what becomes of it, by the guest beside it that was gone */
	judgeOf({ index, outcome, seconds }, attempt) {
		const { job, detailBytes, warn } = this.context;
		const { kernel, id: guest } = this.guest;
		const output = this.outputOf(index);
		for (const problem of output.close()) warn(problem);
		const tap = output.readTap();
		const hint = () => job.hintFor?.(attempt.of.test.program, kernel, outcome.observation.end);
		return (lostPeer) => findingsOf({
			outcome,
			seconds,
			guest,
			tap,
			hint,
			lostPeer
		}, job.policy, detailBytes);
	}
	conclude({ index, outcome }, attempt, findings, isByPeer) {
		const { emit, warn } = this.context;
		const { number } = this.guest;
		const output = this.outputOf(index);
		if (findings.reason === "environment" && !isByPeer && this.queue.mayRunAgain(attempt)) {
			this.giveUp(`${attempt.of.test.name} runs again: ${findings.message}`);
			return;
		}
		const { result, isFinal, after, isAfterBad } = this.queue.finish(attempt, findings);
		for (const problem of output.keep(isAfterBad)) warn(problem);
		this.finished.add(index);
		this.last = result.name;
		this.loss = lossBy(result.name, outcome);
		emitSplats(outcome.observation, {
			kernel: result.kernel,
			test: result.name
		}, this.context);
		emit({
			type: "test-ended",
			result,
			final: isFinal,
			guest: number
		});
		if (after === "stop") this.context.over.abort();
	}
	giveUp(why) {
		this.loss = {
			why,
			isExpected: false
		};
		this.hasToStop = true;
	}
	attemptAt(index) {
		const attempt = this.attempts[index];
		if (!attempt) throw new RangeError(`the guest names test ${index} of ${this.attempts.length}`);
		return attempt;
	}
};
// src/runner/guest-run.ts
/**
* A guest that takes attempts from its kernel's queue and runs them one after another; it emits what becomes of each. A test that
* takes the guest down, or that has to be ended with it, is the last that has its turn.
*/
var GuestRun = class {
	guest;
	source;
	context;
	taken;
	supply;
	ahead;
	ended;
	isGone = false;
	dismissed = new AbortController();
	/** What happened in it, of which some takes time. */
	events = new InTurn(() => this.dismissed.abort());
	/** Called when its first test has started. */
	onStart;
	constructor(guest, source, context) {
		this.guest = {
			...guest,
			id: `${safeName(guest.kernel.name)}-${guest.number}`
		};
		this.source = source;
		this.context = context;
		this.taken = new TakenAttempts(this.guest, source.queue, context);
		this.supply = new AttemptSupply(this.guest, source, context, this.taken, guest.early?.places);
	}
	/**
	* Boots it, and runs what it takes until there is nothing more for it, or it is given up.
	* @param reason why it is started
	*/
	async run(reason) {
		this.begin(reason);
		const report = await this.runToEnd();
		const { emit, over, signal } = this.context;
		const { kernel, number } = this.guest;
		if (!over.signal.aborted && !signal.aborted) emit({
			type: "guest-ended",
			kernel: kernel.name,
			guest: number,
			why: report.why
		});
		return report;
	}
	runToEnd() {
		const { ahead } = this;
		this.ahead = void 0;
		if (!ahead || !this.ended) return this.boot();
		if (ahead.bootSeconds !== void 0) this.tellBooted(ahead.bootSeconds);
		if (this.isGone) return this.ended;
		this.supply.keepNext();
		if (ahead.ready) this.supply.giveNext(ahead.ready);
		return this.ended;
	}
	/** Boots it before its turn, which `run` begins. */
	bootAhead() {
		this.ahead = {};
		this.ended = this.boot();
		this.ended.catch(() => void 0);
	}
	/** Ends one that was booted ahead, and whose turn never came. */
	async dismiss() {
		this.dismissed.abort();
		await this.ended?.catch(() => void 0);
		for (const path of Object.values(this.paths)) (0, node_fs.rmSync)(path, { force: true });
	}
	async boot() {
		try {
			const signal = AbortSignal.any([
				this.context.signal,
				this.context.over.signal,
				this.dismissed.signal
			]);
			const report = await runGuest(this.guestJob(), (event, running) => this.take(event, running), signal).finally(() => this.events.settled());
			return this.end(report);
		} catch (error) {
			if (!(error instanceof require_compile_cache.UmlRunError)) throw error;
			return this.end({
				problem: error.message,
				isMachines: error.kind === "machine"
			});
		} finally {
			this.source.pace.end(this, now());
			this.taken.close();
		}
	}
	begin({ after, why, isExpected }) {
		const { kernel, number, id } = this.guest;
		const { output, settingsFor } = this.context.job;
		const capture = captureOf(settingsFor(kernel).network, this.paths.capturePath);
		const guest = {
			id,
			kernel: kernel.name,
			log: `logs/${id}.log`,
			...capture !== void 0 && { capture: (0, node_path.relative)(output, capture) },
			started: {
				after,
				why
			}
		};
		this.context.emit({
			type: "guest-started",
			guest,
			number,
			isExpected
		});
	}
	guestJob() {
		const { kernel, early, isSecondTry, id } = this.guest;
		const { settingsFor, bootTimeoutSeconds } = this.context.job;
		const tests = this.ahead ? [] : this.supply.take();
		const artifactPlaces = this.supply.settlePlaces();
		return {
			kernel,
			early,
			tests,
			waits: this.waits,
			settings: settingsFor(kernel),
			tellsRefusals: isSecondTry,
			name: id.replaceAll("%", "_"),
			...this.paths,
			bootTimeoutSeconds,
			artifactPlaces,
			artifactsPath: (index) => this.taken.outputOf(index).artifacts
		};
	}
	get waits() {
		if (this.supply.isAlone) return this.ahead && "once";
		return this.ahead || !this.supply.isLast() ? "often" : void 0;
	}
	get paths() {
		const logs = (0, node_path.join)(this.context.job.output, "logs");
		return {
			logPath: (0, node_path.join)(logs, `${this.guest.id}.log`),
			capturePath: capturePath(logs, this.guest.id)
		};
	}
	take(event, running) {
		const kept = event.type === "bytes" && this.events.isBusy ? {
			...event,
			bytes: Buffer.from(event.bytes)
		} : event;
		this.events.do(() => this.onEvent(kept, running));
	}
	onEvent(event, running) {
		const { emit, warn } = this.context;
		const { name: kernel } = this.guest.kernel;
		switch (event.type) {
			case "booted":
				this.source.pace.booted(event.seconds);
				if (this.ahead) this.ahead.bootSeconds = event.seconds;
				else this.tellBooted(event.seconds);
				break;
			case "read-only":
				warn(readOnlyProject(this.guest.kernel));
				break;
			case "ready":
				if (this.ahead) this.ahead.ready = running;
				else this.supply.giveNext(running);
				break;
			case "started":
				if (event.index === 0) this.onFirstStart();
				this.taken.outputOf(event.index);
				emit({
					type: "test-started",
					kernel,
					test: this.taken.testOf(event.index),
					guest: this.guest.number
				});
				break;
			case "bytes":
				this.taken.outputOf(event.index).write(event.stream, event.bytes);
				break;
			case "ended": return this.onEnd(event, running);
		}
	}
	tellBooted(seconds) {
		const { kernel, number } = this.guest;
		this.context.emit({
			type: "kernel-booted",
			kernel: kernel.name,
			guest: number,
			seconds
		});
	}
	onFirstStart() {
		this.source.pace.begin(this, now());
		this.onStart?.();
	}
	/** Called when the guest is gone, or could not be started. */
	end(ended) {
		this.isGone = true;
		const { guest, taken, supply, context } = this;
		return reportEnd(ended, {
			guest,
			queue: this.source.queue,
			taken,
			supply
		}, context);
	}
	onEnd(event, running) {
		this.source.pace.end(this, now());
		if (event.index + 1 < this.taken.count) this.source.pace.begin(this, now());
		const judged = this.taken.end(event);
		if (this.taken.hasToStop) running.stop();
		return judged;
	}
};
function now() {
	return performance.now() / 1e3;
}
// src/runner/lane.ts
/** Guests that follow one another. Each has a slot; while it runs, the next one may boot. */
var Lane = class {
	crew;
	spare;
	constructor(crew) {
		this.crew = crew;
	}
	/**
	* Runs guests as long as there are tests for them.
	* @param reason for the first one
	* @param release gives back the slot that it has; without it, it waits for one
	* @throws the signal's reason
	*/
	async run(reason, release) {
		let next = await this.runNext(reason, release);
		while (next) next = await this.runNext(next);
	}
	/** To be called when it has ended: a guest that was booted ahead may be left. */
	async close() {
		await this.spare?.dismiss();
	}
	/** @returns why another one follows, if one does */
	async runNext(reason, release) {
		const { queue, context } = this.crew;
		const releaseSlot = release ?? await context.slots.acquire();
		try {
			context.signal.throwIfAborted();
			if (context.over.signal.aborted || !queue.hasFirst) return void 0;
			const guest = this.spare ?? this.crew.newGuest();
			this.spare = void 0;
			guest.onStart = () => {
				this.spare = this.crew.bootSpare();
			};
			const report = await guest.run(reason);
			context.signal.throwIfAborted();
			if (context.over.signal.aborted) return void 0;
			queue.putBack(report.left);
			return this.crew.isUsableAfter(report) && queue.hasFirst ? report.next : void 0;
		} finally {
			releaseSlot();
		}
	}
};
// src/runner/pace.ts
/** How long the guests of one kernel take: measured in this run, or else known from an earlier one. */
var Pace = class {
	boots = 0;
	bootTotal;
	count = 0;
	total = 0;
	/** When guests began with the test that they are at, in seconds. */
	begun = /* @__PURE__ */ new Map();
	/** @param knownBoot seconds that a guest took to boot in an earlier run */
	constructor(knownBoot) {
		this.bootTotal = knownBoot ?? 0;
		this.boots = knownBoot === void 0 ? 0 : 1;
	}
	booted(seconds) {
		this.boots++;
		this.bootTotal += seconds;
	}
	/** Seconds; undefined before the first boot. */
	get bootSeconds() {
		return this.boots === 0 ? void 0 : this.bootTotal / this.boots;
	}
	/** A guest begins with a test. @param now seconds */
	begin(guest, now) {
		this.begun.set(guest, now);
	}
	/** It has ended, with all that lies between it and the next one. */
	end(guest, now) {
		const begun = this.begun.get(guest);
		this.begun.delete(guest);
		if (begun === void 0) return;
		this.count++;
		this.total += now - begun;
	}
	/** Seconds that a test takes on average, those that run now included; undefined before the first has begun. */
	meanSeconds(now) {
		const count = this.count + this.begun.size;
		if (count === 0) return void 0;
		return [...this.begun.values()].reduce((sum, begun) => sum + now - begun, this.total) / count;
	}
};
// src/runner/staffing.ts
/**
* How many seconds earlier the tests are done with one more guest: those that are there need `seconds / guests`, and with
* it, which comes `bootSeconds` later, all need `(seconds + bootSeconds) / (guests + 1)`.
* @returns 0 where it does not pay
*/
function secondsSaved({ seconds, guests, bootSeconds }) {
	return Math.max(0, seconds / guests - (seconds + bootSeconds) / (guests + 1));
}
/**
* How many of the tests that wait a guest is given at once. What it has is out of reach for other guests, and each time
* costs a few milliseconds: so they are worth a fifth of a second, and of the last ones it gets few.
* @param seconds that each of them is expected to take, in their order; undefined where that is not known
* @param guests that may come to work on them; 1: nobody else wants them
* @returns at least 1
*/
function shareOf(seconds, waiting, guests) {
	const most = guests === 1 ? maxShare : Math.min(maxShare, Math.ceil(waiting / (2 * guests)));
	let count = 0;
	let sum = 0;
	for (const one of seconds) {
		sum += one ?? (guests > 1 ? shareSeconds : 0);
		if (count === most || count > 0 && sum > shareSeconds) break;
		count++;
	}
	return Math.max(1, count);
}
const shareSeconds = .2;
const maxShare = 100;
// src/runner/run-kernel.ts
/** How many guests in a row may end without running a test before the kernel is given up. */
const maxFailedBoots = 2;
/**
* Runs tests on one kernel in as many guests as needed, which take their work from one queue: one after another, and side by
* side where slots are free and that pays. After a test that takes its guest down, a fresh guest runs the tests that are left.
* @throws the signal's reason
*/
async function runKernel(kernel, tests, context) {
	await new KernelRun(kernel, tests, context).run();
}
var KernelRun = class {
	kernel;
	context;
	queue;
	pace;
	/** Seconds that tests took in an earlier run, as they were asked for: while slots are free, that is many times a second. */
	known = /* @__PURE__ */ new Map();
	lanes = [];
	/** Lanes that have not ended. */
	running = 0;
	guests = 0;
	failedBoots = 0;
	constructor(kernel, tests, context) {
		this.kernel = kernel;
		this.context = context;
		this.pace = new Pace(context.job.times.bootSeconds(kernel));
		const isDivided = typeof context.job.order === "object" && context.job.isolation === "shared";
		this.queue = new AttemptQueue(planAttempts(tests, context.job), context.job, isDivided);
	}
	async run() {
		if (this.queue.size === 0) return;
		const stopHelp = this.context.spareSlots.help({
			secondsSaved: () => this.secondsSaved(),
			startGuest: (release) => this.addLane(besideOthers, release)
		});
		const errors = [];
		try {
			this.addLane(firstOfKernel);
			for (const lane of this.lanes) {
				const end = await lane;
				if ("error" in end) errors.push(end.error);
			}
		} finally {
			stopHelp();
		}
		if (errors.length > 0) throw errors[0];
	}
	addLane(reason, release) {
		this.running++;
		const lane = new Lane(this);
		const closed = lane.run(reason, release).finally(() => this.running--).finally(() => lane.close());
		this.lanes.push(closed.then(() => ({}), (error) => ({ error })));
	}
	isAlone() {
		return this.running === 1;
	}
	share() {
		const { forAny } = this.queue;
		return shareOf(this.expected(forAny), forAny.length, this.context.job.jobs);
	}
	newGuest() {
		const { kernel } = this;
		this.guests++;
		const early = this.context.job.early?.take(kernel);
		return new GuestRun({
			kernel,
			number: this.guests,
			early,
			isSecondTry: this.failedBoots > 0
		}, this, this.context);
	}
	bootSpare() {
		if (this.context.job.isolation !== "test" || this.queue.forAny.length === 0 || !this.hasRoom()) return void 0;
		const spare = this.newGuest();
		spare.bootAhead();
		return spare;
	}
	/** Gives the kernel up where no guest boots, and none is at work. */
	isUsableAfter(report) {
		this.failedBoots = report.hasRun ? 0 : this.failedBoots + 1;
		if (this.failedBoots < maxFailedBoots && report.fix === void 0) return true;
		if (this.isAlone()) this.giveUp(report);
		return false;
	}
	giveUp(report) {
		const { emit, detailBytes, over, warn } = this.context;
		const { problem, fix } = report;
		if (fix !== void 0) warn(`this machine cannot run guests: ${problem}; ${fix}`);
		emit({
			type: "kernel-lost",
			kernel: this.kernel.name,
			why: problem
		});
		for (const attempt of this.queue.giveUp()) {
			const { result, isFinal, after } = this.queue.finish(attempt, noGuestBooted(report, detailBytes));
			emit({
				type: "test-ended",
				result,
				final: isFinal
			});
			if (after !== "stop") continue;
			over.abort();
			return;
		}
	}
	secondsSaved() {
		const { bootSeconds } = this.pace;
		const { forOneMore, testsLeft } = this.queue;
		if (bootSeconds === void 0 || this.failedBoots > 0 || forOneMore.length === 0) return 0;
		if (this.running >= testsLeft) return 0;
		let seconds = 0;
		for (const one of this.expected(forOneMore)) seconds += one ?? 0;
		const saved = secondsSaved({
			seconds,
			guests: this.running,
			bootSeconds
		});
		if (saved === 0 || this.hasRoom()) return saved;
		const settings = this.context.job.settingsFor(this.kernel);
		settings.scratch.memory.warnOfFewer(roomBytes(settings));
		return 0;
	}
	hasRoom() {
		const settings = this.context.job.settingsFor(this.kernel);
		return settings.scratch.memory.hasRoom(roomBytes(settings));
	}
	/** Seconds that each may take. */
	*expected(attempts) {
		const mean = this.pace.meanSeconds(performance.now() / 1e3);
		const boot = this.context.job.isolation === "test" ? this.pace.bootSeconds ?? 0 : 0;
		for (const { of } of attempts) {
			const seconds = this.knownSeconds(of) ?? mean;
			yield seconds === void 0 ? void 0 : seconds + boot;
		}
	}
	knownSeconds(of) {
		if (!this.known.has(of)) this.known.set(of, this.context.job.times.expectedSeconds(of.test, of.kernel));
		return this.known.get(of);
	}
};
// src/runner/peer.ts
/** Runs a peer until the signal ends it. */
function runPeer(peer, run, signal) {
	const { name, kernel, test, settings } = peer;
	const { output, bootTimeoutSeconds } = run;
	const state = new PeerState(run);
	const streams = {
		stdout: (0, node_fs.createWriteStream)((0, node_path.join)(output, run.result.stdout)),
		stderr: (0, node_fs.createWriteStream)((0, node_path.join)(output, run.result.stderr))
	};
	for (const stream of Object.values(streams)) stream.on("error", () => {});
	let hasStarted = () => {};
	const started = new Promise((resolve) => {
		hasStarted = resolve;
	});
	const job = {
		kernel,
		tests: [test],
		waits: "often",
		settings,
		name: `peer-${name}`,
		logPath: (0, node_path.join)(output, run.result.log),
		bootTimeoutSeconds
	};
	const question = new Question();
	let panic;
	return {
		name,
		started,
		ended: runGuest(job, (event, running) => {
			if (event.type === "bytes") streams[event.stream].write(event.bytes);
			if (event.type === "started") {
				state.start();
				question.begin(running);
				hasStarted();
			}
			if (event.type === "runs") question.answer();
			if (event.type !== "ended") return;
			const { observation } = event.outcome;
			panic = observation.panic;
			if (!observation.end) return;
			if (!signal.aborted) state.end(observation.end);
			question.end();
		}, signal).then(({ problem, idle }) => {
			if (signal.aborted) return state.endWithRun();
			const words = panic ?? idle.panic;
			state.lose("is gone", words === void 0 ? problem : `its kernel panicked: ${words}`);
		}, (error) => signal.aborted ? state.endWithRun() : state.lose("cannot run", error.message)).finally(() => {
			question.end();
			for (const stream of Object.values(streams)) stream.end();
		}),
		hear: (patience) => question.ask(patience),
		giveUp: (why) => state.giveUp(why)
	};
}
/** The question whether a peer's program runs. */
var Question = class {
	guest;
	askers = /* @__PURE__ */ new Set();
	/** Its program has started. */
	begin(guest) {
		this.guest = guest;
	}
	async ask(patience) {
		const { guest, askers } = this;
		if (!guest) return;
		guest.ask();
		await new Promise((resolve) => {
			const stopClock = startClock(patience, resolve);
			askers.add(() => {
				stopClock();
				resolve();
			});
		});
	}
	answer() {
		for (const asker of this.askers) asker();
		this.askers.clear();
	}
	/** It has ended, and so has nothing to answer. */
	end() {
		this.guest = void 0;
		this.answer();
	}
};
/** What is known of a peer, each change of which is told. */
var PeerState = class {
	result;
	run;
	startedAt = 0;
	constructor(run) {
		this.result = run.result;
		this.run = run;
	}
	start() {
		this.startedAt = performance.now();
		this.change({
			end: "running",
			message: "runs"
		});
	}
	end(end) {
		const changes = endOfPeer(end);
		this.change(changes);
		if (changes.exitCode !== 0) this.tellLoss(`is gone: its program ${changes.message}`);
	}
	/** Its guest has ended, or cannot be started, before the run did. */
	lose(verb, problem) {
		const { end, exitCode } = this.result;
		if (end === "not-ready") this.change({ message: problem });
		if (end === "running" || exitCode === 0) this.change({
			end: "guest-died",
			message: problem
		});
		this.tellLoss(`${verb}: ${problem}`);
	}
	giveUp(why) {
		this.change({
			end: "not-ready",
			message: why
		});
	}
	endWithRun() {
		if (this.result.end === "running") this.change({ message: "ran until the run ended" });
	}
	change(changes) {
		const seconds = this.result.end === "running" ? (performance.now() - this.startedAt) / 1e3 : this.result.seconds;
		this.result = {
			...this.result,
			seconds,
			...changes
		};
		this.run.onChange(this.result);
	}
	tellLoss(why) {
		this.run.onLoss(`the guest "${this.result.name}" ${why}`);
	}
};
// src/runner/running-peers.ts
/**
* Starts all peers, does the work once each is ready, and then ends them, however the work ends.
* @throws UmlRunError `peer-not-ready`, which names the one that is not; what the work throws; the signal's reason
*/
async function withPeers(job, { onChange, lost }, signal, work) {
	const { output, bootTimeoutSeconds } = job;
	makeFolderOfLogs(output);
	const over = new AbortController();
	const ending = AbortSignal.any([signal, over.signal]);
	const failure = new AbortController();
	const onLoss = (why) => {
		failure.abort(new require_compile_cache.UmlRunError("peer-not-ready", why));
		lost.first ??= why;
	};
	const common = {
		output,
		bootTimeoutSeconds,
		onChange,
		onLoss
	};
	const running = job.peers.map((peer) => runPeer(peer, {
		...common,
		result: newPeer(peer)
	}, ending));
	lost.begin(running);
	try {
		await waitForAll(running, job, AbortSignal.any([signal, failure.signal]));
		return await work();
	} finally {
		over.abort();
		await Promise.all(running.map(({ ended }) => ended));
	}
}
async function waitForAll(running, job, signal) {
	await abortable(Promise.all(running.map(({ started }) => started)), signal);
	for (const ready of job.ready) {
		const problem = await whyNotReady(ready, job, signal);
		if (problem === void 0) continue;
		running.find(({ name }) => name === ready.name)?.giveUp(problem);
		throw new require_compile_cache.UmlRunError("peer-not-ready", `the guest "${ready.name}" is not ready: ${problem}`);
	}
}
/** @throws the signal's reason */
async function whyNotReady({ name, unmet, test }, job, signal) {
	let outcome;
	const { kernel, settings, output, bootTimeoutSeconds } = job;
	const logPath = (0, node_path.join)(output, peerLog(name, "ready.log"));
	const { problem } = await runGuest({
		kernel,
		tests: [test],
		settings,
		name: `ready-${name}`,
		logPath,
		bootTimeoutSeconds
	}, (event) => {
		if (event.type === "ended") outcome = event.outcome;
	}, signal);
	signal.throwIfAborted();
	if (outcome && hasPassed(outcome)) return void 0;
	return outcome?.noExit?.cause === "timeout" ? `${unmet} within ${bootTimeoutSeconds} s` : `${unmet}: ${problem}`;
}
function hasPassed({ observation, noExit }) {
	return noExit === void 0 && observation.end?.how === "exit" && observation.end.code === 0;
}
// src/runner/semaphore.ts
/** Slots: at most `max` are taken at a time; whoever asks for one more waits, in the order in which they asked. */
var Semaphore = class {
	left;
	waiting = [];
	constructor(max) {
		this.left = max;
	}
	get free() {
		return this.left;
	}
	/** @returns the function that gives the slot back; calling it twice is harmless */
	async acquire() {
		const release = this.tryAcquire();
		if (release) return release;
		await new Promise((resolve) => this.waiting.push(resolve));
		return this.releaseOnce();
	}
	/** The same; undefined where none is free now. */
	tryAcquire() {
		if (this.left === 0) return void 0;
		this.left--;
		return this.releaseOnce();
	}
	releaseOnce() {
		let isTaken = true;
		return () => {
			if (!isTaken) return;
			isTaken = false;
			const next = this.waiting.shift();
			if (next) next();
			else this.left++;
		};
	}
};
// src/runner/spare-slots.ts
/** Seconds between two looks at what has changed. */
const pause = .05;
/** Gives slots that nobody waits for to the kernels that are done the earlier for it. */
var SpareSlots = class {
	slots;
	kernels = /* @__PURE__ */ new Set();
	timer;
	constructor(slots) {
		this.slots = slots;
	}
	/** @returns to be called when it needs no more help */
	help(kernel) {
		this.kernels.add(kernel);
		this.timer ??= setInterval(() => this.look(), pause * 1e3);
		return () => {
			this.kernels.delete(kernel);
			if (this.kernels.size > 0) return;
			clearInterval(this.timer);
			this.timer = void 0;
		};
	}
	look() {
		for (let { free } = this.slots; free > 0; free--) {
			const kernel = this.mostHelped();
			const release = kernel && this.slots.tryAcquire();
			if (!kernel || !release) return;
			kernel.startGuest(release);
		}
	}
	mostHelped() {
		let most;
		let saved = 0;
		for (const kernel of this.kernels) {
			const seconds = kernel.secondsSaved();
			if (seconds > saved) [most, saved] = [kernel, seconds];
		}
		return most;
	}
};
// src/runner/run-tests.ts
/**
* Runs every test on every kernel, kernels side by side, and yields what happens as it happens. A consumer that stops
* iterating ends the run. An abort ends it early: tests that had no turn have no event.
* @throws what made a whole kernel's run impossible, after `run-ended`
*/
async function* runTests(job, signal) {
	const events = new EventQueue();
	const abandoned = new AbortController();
	const running = runAll(job, events, AbortSignal.any([signal, abandoned.signal]), signal);
	try {
		yield* events;
	} finally {
		abandoned.abort();
		await running;
	}
}
async function runAll(job, events, signal, user) {
	const emit = (event) => events.push(event);
	const warn = onceEach((text) => emit({
		type: "warning",
		text
	}));
	const slots = new Semaphore(job.jobs);
	const context = {
		job,
		slots,
		spareSlots: new SpareSlots(slots),
		detailBytes: detailBytes(job.tests.length * job.kernels.length),
		emit,
		warn,
		signal,
		over: new AbortController()
	};
	try {
		const work = job.kernels.map((kernel) => ({
			kernel,
			tests: job.tests.map((test) => kernelTest(test, kernel, job))
		}));
		const tests = work.flatMap((one) => one.tests);
		prepareOutput(job.output, tests);
		emit({
			type: "run-started",
			kernels: job.kernels.map(kernelResult),
			...job.rootfs && { rootfs: job.rootfs },
			...job.beside && { peers: job.beside.peers.map(newPeer) },
			tests: tests.map(notRun),
			rounds: job.repeat
		});
		for (const { unrun, test } of tests) {
			if (test.program.problem === void 0) continue;
			emit({
				type: "test-ended",
				result: {
					...unrun,
					...cannotRun(test.program.problem)
				},
				final: true
			});
			if (job.untilFail) context.over.abort();
		}
		for (const { unrun, kernel, test } of tests) if (kernel.problem !== void 0 && test.program.problem === void 0) emit({
			type: "test-ended",
			result: {
				...unrun,
				...noKernel(kernel.problem)
			},
			final: true
		});
		const runnable = work.map(({ kernel, tests }) => ({
			kernel,
			tests: tests.filter(isRunnable)
		}));
		runnable.sort((a, b) => Number(isBooting(b)) - Number(isBooting(a)));
		const [end] = await Promise.allSettled([besidePeers(context, () => runKernels(runnable, context))]);
		const failure = end.status === "rejected" ? end : void 0;
		emit({
			type: "run-ended",
			interrupted: user.aborted || failure !== void 0,
			...failure && !signal.aborted && { problem: require_compile_cache.messageOf(failure.reason) }
		});
		if (failure && !signal.aborted) events.fail(failure.reason);
	} catch (error) {
		events.fail(error);
	}
	events.close();
	function isBooting({ kernel }) {
		return job.early?.has(kernel) ?? false;
	}
}
function besidePeers(context, work) {
	const { job, emit, signal } = context;
	if (!job.beside) return work();
	const lost = new LostPeers();
	context.lostPeers = lost;
	const onChange = (peer) => emit({
		type: "peer-changed",
		peer
	});
	return withPeers(job.beside, {
		onChange,
		lost
	}, signal, work);
}
/** @throws the first that a kernel's run throws, once all have ended */
async function runKernels(work, context) {
	const failure = (await Promise.allSettled(work.map(({ kernel, tests }) => runKernel(kernel, tests, context)))).find((end) => end.status === "rejected");
	if (failure) throw failure.reason;
}
/** The results of a run are in memory, and are written again and again: what their details take does not depend on tests. */
function detailBytes(results) {
	return Math.max(minDetails, Math.floor(maxDetails / results));
}
/** Bytes for the subtests of all results, and for their kernel logs. */
const maxDetails = 128 << 20;
/** Bytes for those of one result: enough for a report of KASAN, with its stacks. */
const minDetails = 8192;
function isRunnable({ test, kernel }) {
	return test.program.problem === void 0 && kernel.problem === void 0;
}
/** Its result until it has one. */
function notRun({ unrun }) {
	return {
		...unrun,
		notRun: true
	};
}
function kernelTest(test, kernel, { output }) {
	const { stdout, stderr } = outputPaths((0, node_path.join)(output, "logs"), kernel.name, test.name);
	return {
		test,
		kernel,
		stdout,
		stderr,
		unrun: {
			...cannotRun("the run ended before its turn"),
			name: test.name,
			program: test.program.path,
			kernel: kernel.name,
			attempts: 0,
			failedAttempts: 0,
			stdout: (0, node_path.relative)(output, stdout),
			stderr: (0, node_path.relative)(output, stderr)
		}
	};
}
function kernelResult({ spec, name, version, source, path, sha256 }) {
	return {
		spec,
		name,
		version,
		source,
		path,
		sha256,
		bootSeconds: null
	};
}
/** Output of an earlier run would be taken for this one's where a test does not start. */
function prepareOutput(output, tests) {
	try {
		makeFolderOfLogs(output);
		const folders = /* @__PURE__ */ new Map();
		for (const { stdout, stderr } of tests) {
			const folder = (0, node_path.dirname)(stdout);
			const names = folders.get(folder) ?? namesIn$2(folder);
			folders.set(folder, names);
			for (const path of [
				stdout,
				stderr,
				artifactsPath({ stdout })
			]) if (names.has((0, node_path.basename)(path))) (0, node_fs.rmSync)(path, {
				recursive: true,
				force: true
			});
		}
	} catch (cause) {
		throw new require_compile_cache.UmlRunError(require_compile_cache.isDiskFull(cause) ? "disk-full" : "output-unwritable", `cannot use output folder "${output}": ${require_compile_cache.messageOf(cause)}; name another with --output`, { cause });
	}
}
/** @throws the system's error, but for a folder that is not there */
function namesIn$2(folder) {
	try {
		return new Set((0, node_fs.readdirSync)(folder));
	} catch (error) {
		if (require_compile_cache.errnoOf(error) === "ENOENT") return /* @__PURE__ */ new Set();
		throw error;
	}
}
/** What goes wrong with every test in the same way is reported once. */
function onceEach(report) {
	const reported = /* @__PURE__ */ new Set();
	return (text) => {
		if (!reported.has(text)) report(text);
		reported.add(text);
	};
}
// src/cache/later-checks.ts
/**
* Checks of what the cache has that are put off: what no guest sees before it is told of its tests is compared with how it
* was made while the first guests boot.
*/
var LaterChecks = class {
	checks = [];
	/** @param isWhole says whether something is still as it was made */
	add(isWhole) {
		this.checks.push(isWhole);
	}
	/** Makes those that have not been made. @returns whether all is as it was made; else it has to be provided again */
	async areAllWhole() {
		for (const isWhole of this.checks.splice(0)) if (!await isWhole()) return false;
		return true;
	}
};
// src/model/all-or-none.ts
/**
* Does work at the same time. When some of it fails, the rest, which may take minutes, is given up.
* @param works each is given a signal to end at
* @throws what failed first, once all of it has ended; the signal's reason
*/
async function allOrNone(works, signal) {
	const failure = new AbortController();
	const either = signal ? AbortSignal.any([failure.signal, signal]) : failure.signal;
	const ends = await Promise.all(works.map((work) => work(either).catch((cause) => failure.abort(cause))));
	either.throwIfAborted();
	return ends;
}
// src/guest/layered-root.ts
/** Where the layers are that take what is written; init watches each. */
const written = "/.written";
/** Where what is copied is, below a layer like all the rest. */
const copied = (0, node_path.join)(written, "copied");
/** The root with a layer above all of it that takes what is written; as `layoutSteps` describes it. */
function overlaid(sources) {
	return [
		folder(written, 448),
		mount("tmpfs", written, { data: "mode=700" }),
		folder(copied, 493),
		...layered(sources, "/").flatMap(({ made, shown }) => [...made, ...shown]),
		{
			do: "forget",
			path: written
		}
	];
}
/** Files that are copied into the guest's memory, so that they can be replaced; larger ones are read-only. */
const maxCopied = 262144;
/**
* The entries of a folder that is not shown as it is, each with a layer above it. A folder of which a part is hidden is put
* together elsewhere, and is below a layer, too.
* @param below where its entries are made
*/
function layered(sources, path, below = path) {
	const { rootfs, libraries, hidden } = sources;
	return entriesIn(sources, path).flatMap(({ here, our, their, isHidden }) => {
		const place = (0, node_path.join)(below, (0, node_path.basename)(here));
		if (isHidden) return [{
			made: [folder(place, 493)],
			shown: []
		}];
		if (our?.isDirectory() && isPartlyHidden(here, hidden)) {
			const inside = path === "/" ? (0, node_path.join)(copied, here) : place;
			const entries = layered(sources, here, inside);
			const made = [folder(inside, 493), ...entries.flatMap((entry) => entry.made)];
			const shown = entries.flatMap((entry) => entry.shown);
			if (path !== "/") return [{
				made,
				shown
			}];
			return [{
				made: [...made, folder(here, 493)],
				shown: [overlay([inside], here), ...shown]
			}];
		}
		const layers = [...their?.isDirectory() ? ["/.libraries"] : [], ...our?.isDirectory() ? ["/.rootfs"] : []];
		if (layers.length > 0 && !/[:,\\"]/.test(here)) {
			const folders = layers.map((layer) => (0, node_path.join)(layer, here));
			return [{
				made: [folder(place, 493)],
				shown: [overlay(folders, here)]
			}];
		}
		const [entry, tree, mounted] = their ? [
			their,
			libraries,
			"/.libraries"
		] : [
			our,
			rootfs,
			"/.rootfs"
		];
		if (entry?.isFile() && path !== "/" && isSmall((0, node_path.join)(tree, here))) return [{
			made: [{
				do: "copy",
				source: (0, node_path.join)(mounted, here),
				path: place
			}],
			shown: []
		}];
		const [made, ...shown] = showEither({
			our,
			their
		}, sources, here);
		return made ? [{
			made: [{
				...made,
				path: place
			}],
			shown
		}] : [];
	});
}
function overlay(folders, target) {
	return {
		do: "overlay",
		folders,
		target
	};
}
/** And readable: it may be somebody else's. */
function isSmall(file) {
	try {
		(0, node_fs.accessSync)(file, node_fs.constants.R_OK);
		return (0, node_fs.statSync)(file).size <= maxCopied;
	} catch {
		return false;
	}
}
/** A folder with a layer above it that takes what is written; read-only where the kernel cannot do that. */
function writableView(path, target) {
	return [folder(target, 493), {
		do: "choose",
		overlay: [
			folder(written, 448),
			mount("tmpfs", written, { data: "mode=700" }),
			{
				do: "overlay",
				folders: [path],
				target
			},
			{
				do: "forget",
				path: written
			}
		],
		otherwise: [bind(path, target)]
	}];
}
// src/guest/layout.ts
/**
* How init lays out the guest's root: a file system in memory, in which each folder of the rootfs, and of the libraries
* that programs brought along, appears at its place. Where the kernel has overlayfs, what a test writes there stays in
* the guest's memory. Elsewhere, and in a rootfs that is to be laid out fast, they are read-only: where both have a
* folder it is joined from the entries of both, and no kernel needs a module for it.
*
* @param rootfs absolute path on the host; the guest's hostfs knows it as /rootfs
* @param libraries absolute path on the host; the guest's hostfs knows it as /share/libraries
* @param hidden absolute paths within the rootfs that the guest does not see
* @param writable whether tests may write everywhere
*/
function layoutSteps(rootfs, libraries, hidden = [], writable = false) {
	const sources = {
		rootfs,
		libraries,
		hidden
	};
	const fixed = joined(sources, "/");
	const above = overlaid(sources);
	return [
		folder("/.rootfs", 493),
		hostfs("/.rootfs", "/rootfs"),
		folder("/.libraries", 493),
		hostfs("/.libraries", "/share/libraries"),
		folder(programsFolder, 493),
		hostfs(programsFolder, "/share/programs"),
		...writable ? [{
			do: "choose",
			overlay: above,
			otherwise: fixed
		}] : fixed,
		...["/.rootfs", "/.libraries"].map((path) => ({
			do: "forget",
			path
		})),
		...ownFolderSteps,
		...writable ? [{
			do: "choose",
			overlay: watches(above),
			otherwise: watches(fixed)
		}] : watches(fixed)
	];
}
/**
* What leads to programs and libraries and is not itself a mount, and devices: a test that is root could put others in
* their place.
*/
function watches(shown) {
	const mounted = new Set(shown.flatMap((step) => "target" in step && step.do !== "link" ? [step.target] : []));
	return [
		"/",
		"/dev",
		...shown.flatMap((step) => step.do === "folder" ? [step.path] : []).filter((path) => !mounted.has(path) && !path.startsWith("/.written"))
	].map((path) => ({
		do: "watch",
		path
	}));
}
/** Joins a folder of the rootfs with the same folder of the libraries. */
function joined(sources, path) {
	const { hidden } = sources;
	return entriesIn(sources, path).flatMap(({ here, our, their, isHidden }) => {
		if (isHidden) return [folder(here, 493)];
		if (our?.isDirectory() && (their?.isDirectory() || isPartlyHidden(here, hidden))) return [folder(here, 493), ...withFilesAbove(sources, here) ?? joined(sources, here)];
		return showEither({
			our,
			their
		}, sources, here);
	});
}
/** The rootfs's folder as a whole, where the libraries have no more than other files for some of it. */
function withFilesAbove(sources, path) {
	const theirs = entriesIn(sources, path).filter(({ their }) => their);
	if (isPartlyHidden(path, sources.hidden) || !theirs.every(({ our, their }) => our?.isFile() && their?.isFile())) return void 0;
	return [showAt(path, "/.rootfs"), ...theirs.map(({ here }) => showAt(here, "/.libraries"))];
}
// src/guest/early-guest.ts
/**
* Starts one where that can be done at once. What is wrong where it cannot, whoever starts it later will say.
* @returns undefined when there is no room for it
*/
function startEarly(job) {
	const place = job.settings.scratch.memory.takeNow(roomBytes(job.settings));
	if (!place) return void 0;
	try {
		const { places } = job;
		return {
			kernel: startKernel({
				...job,
				memoryFolder: place.folder
			}),
			place,
			places
		};
	} catch {
		place.giveBack();
		return;
	}
}
/** Ends one that nobody has used. */
async function endEarly({ kernel, place }) {
	await kernel.abandon();
	place.giveBack();
}
// src/guest/run-guest-once.ts
/**
* Boots a guest for one test, or for none, and waits for its end: for a command, an installation, or to check whether a
* kernel boots. Its console goes into the run's temporary folder.
* @throws UmlRunError when no guest can be started; what `onEvent` throws; the signal's reason
*/
async function runGuestOnce(kernel, test, settings, { name, bootTimeoutSeconds, artifactsPath, capturePath, early, signal, onEvent }) {
	if (signal?.aborted && early) await endEarly(early);
	signal?.throwIfAborted();
	let outcome;
	const job = {
		kernel,
		tests: test ? [test] : [],
		settings,
		name,
		logPath: (0, node_path.join)(settings.scratch.folder, `${name}.console.log`),
		bootTimeoutSeconds,
		...capturePath !== void 0 && { capturePath },
		...artifactsPath !== void 0 && {
			artifactsPath: () => artifactsPath,
			addsArtifacts: true
		}
	};
	const report = await runGuest({
		...job,
		...early && { early }
	}, (event, guest) => {
		if (event.type === "ended") outcome = event.outcome;
		onEvent?.(event, guest);
	}, signal);
	signal?.throwIfAborted();
	if (outcome) return {
		...report,
		outcome
	};
	return !report.finished && settings.sandbox ? withRefusals(report, job, signal) : report;
}
/** Boots it once more, this time to be told which system calls the sandbox refuses. */
async function withRefusals(report, { capturePath: _, kernel: { laterModules, ...kernel }, ...job }, signal) {
	const bootTimeoutSeconds = Math.min(job.bootTimeoutSeconds, secondsToBootAgain);
	const { refusals } = await runGuest({
		...job,
		kernel,
		tests: [],
		tellsRefusals: true,
		bootTimeoutSeconds
	}, () => void 0, signal);
	signal?.throwIfAborted();
	return refusals === void 0 ? report : {
		...report,
		problem: `${report.problem}; ${refusals}`
	};
}
const secondsToBootAgain = 10;
// src/host/copy-file.ts
/** Bytes that a file has to take less than its size for its holes to be kept: a process for each costs time. */
const minHoles = 1 << 20;
/** Bytes that a copy of a regular file takes on a disk, about. */
function bytesOfCopy({ size, blocks }) {
	return hasHoles({
		size,
		blocks
	}) ? blocks * 512 : size;
}
/**
* Copies a regular file: its holes stay holes where this machine has `cp` and both paths are UTF-8, and where the disk can
* share the bytes of two files, it does.
* @param stats the source's
* @throws the system's error, or one with its code where that is ENOSPC
*/
async function copyRegular(source, target, stats) {
	const words = [String(source), String(target)];
	const isUtf8 = !words.some((word) => word.includes("\ufffd"));
	if (!hasHoles(stats) || !isUtf8) return (0, node_fs_promises.copyFile)(source, target, node_fs.constants.COPYFILE_FICLONE);
	const { ok, missing, stderr } = await run$1("cp", ["--", ...words]);
	if (ok) return;
	if (missing) return (0, node_fs_promises.copyFile)(source, target, node_fs.constants.COPYFILE_FICLONE);
	const error = new Error(lastLines$1(stderr));
	if (noRoomWords.test(stderr)) error.code = "ENOSPC";
	throw error;
}
function hasHoles({ size, blocks }) {
	return size - blocks * 512 >= minHoles;
}
// src/guest/share.ts
/**
* Copies programs and what they need into a new share. Copies, so that nothing that a guest does reaches the originals.
* @param shown folders of the host that guests see: what lies in them is not copied
* @param placeOf where a library's path really leads in the rootfs, whose folders may be links
* @throws UmlRunError `file-unreadable` when a file cannot be read, `disk-full` or `temporary-folder-unusable` when it
* cannot be written
*/
async function stage(folder, programs, placeOf, shown = []) {
	const copies = /* @__PURE__ */ new Map();
	const brought = /* @__PURE__ */ new Map();
	const add = (place, source) => copies.set((0, node_path.join)(folder, place), source);
	await (0, node_fs_promises.mkdir)((0, node_path.join)(folder, "programs"), { recursive: true });
	await (0, node_fs_promises.mkdir)((0, node_path.join)(folder, "libraries", await placeOf(modulesFolder)), { recursive: true });
	const placeOfLibrary = async (path, isFolder) => {
		if (path.startsWith(`/programs/`)) return path.slice(1);
		const place = await placeOf(path);
		const isCovered = freshFolderOf(place) !== void 0;
		if (isCovered) brought.set(place, {
			path: place,
			isFolder
		});
		return (0, node_path.join)(isCovered ? "programs" : "libraries", place);
	};
	const isShown = (path) => shown.some((one) => isBelow(path, one.path));
	for (const program of programs.filter(({ inRootfs }) => !inRootfs)) {
		const { libraries, folders = [] } = program;
		if (seenPath(shown, program.path) === void 0) for (const { path, source } of ownFiles(program)) add((0, node_path.join)("programs", path), source);
		for (const file of libraries.filter((one) => !isShown(one.path))) add(await placeOfLibrary(file.path, false), file.source);
		for (const one of folders.filter((path) => !isShown(path))) await (0, node_fs_promises.mkdir)((0, node_path.join)(folder, await placeOfLibrary(one, true)), { recursive: true });
	}
	await copyAll(copies);
	return {
		folder,
		brought: [...brought.values()]
	};
}
/**
* Copies a program and what lies beside it into the share of guests that run already; its libraries have to be there. Their
* hostfs shows it at once, unless they have seen another file at its path.
* @throws UmlRunError as `stage`
*/
async function addProgram(folder, program, shown = []) {
	if (program.inRootfs || seenPath(shown, program.path) !== void 0) return;
	const programs = (0, node_path.join)(folder, "programs");
	for (const { path, source } of ownFiles(program)) await copy$1(source, (0, node_path.join)(programs, path));
	openFolders(programs);
}
/** What is in a share below `programs`, at its path of the host. */
function ownFiles({ path, siblings }) {
	return [{
		path,
		source: path
	}, ...siblings];
}
/**
* Lets every user of the guests into a share's folders, whatever the umask is here.
* @throws the system's error
*/
function openFolders(folder) {
	const mode = (0, node_fs.statSync)(folder).mode & 4095;
	if ((mode & 493) !== 493) (0, node_fs.chmodSync)(folder, mode | 493);
	for (const entry of (0, node_fs.readdirSync)(folder, { withFileTypes: true })) if (entry.isDirectory()) openFolders((0, node_path.join)(folder, entry.name));
}
/** As many as Node has threads for. */
const copiesAtOnce = 4;
/**
* Copies each file once: where sources are names of one file, their targets are names of one copy.
* @param copies sources by their targets
* @throws the error of the first that cannot be copied, once no other copy is made any more
*/
async function copyAll(copies) {
	const firsts = /* @__PURE__ */ new Map();
	const left = (function* () {
		yield* copies;
	})();
	const loops = Array.from({ length: copiesAtOnce }, async () => {
		for (const [target, source] of left) await copy$1(source, target, firsts);
	});
	await Promise.allSettled(loops);
	await Promise.all(loops);
}
/** @param firsts the first copy of each file, by the file, once it is made */
async function copy$1(source, target, firsts = /* @__PURE__ */ new Map()) {
	try {
		const stats = (0, node_fs.statSync)(source);
		const file = `${stats.dev}:${stats.ino}`;
		const first = firsts.get(file);
		require_compile_cache.makeFolder((0, node_path.dirname)(target));
		if (first !== void 0 && isLinked(await first, target)) return;
		const made = copyWhole(source, target, stats);
		firsts.set(file, made);
		await made;
	} catch (cause) {
		throw copyError(source, target, cause);
	}
}
/** Only what takes long leaves this thread: the way to another and back costs more than all the rest. */
async function copyWhole(source, target, stats) {
	await copyRegular(source, target, stats);
	(0, node_fs.chmodSync)(target, modeOfCopy(stats.mode));
	return target;
}
/**
* What somebody may read or execute here, everybody may in the guest: to its kernel, which has a user of its own where
* uml-run is root's, and to the tests' user, files are somebody else's.
*/
function modeOfCopy(mode) {
	return mode & 4095 | ((mode & 73) === 0 ? 292 : 365);
}
/** @returns false where a file can have no more names, or no second one */
function isLinked(file, name) {
	try {
		(0, node_fs.linkSync)(file, name);
		return true;
	} catch {
		return false;
	}
}
function copyError(source, target, cause) {
	const code = require_compile_cache.errnoOf(cause);
	if (code === "ENOENT" || code === "EACCES") return new require_compile_cache.UmlRunError("file-unreadable", `cannot copy "${source}" for the guests: ${require_compile_cache.messageOf(cause)}`, { cause });
	const isFull = require_compile_cache.isDiskFull(cause);
	const fix = isFull ? `; ${require_compile_cache.howToHaveRoom}` : "";
	return new require_compile_cache.UmlRunError(isFull ? "disk-full" : "temporary-folder-unusable", `cannot copy "${source}" to "${target}": ${require_compile_cache.messageOf(cause)}${fix}`, { cause });
}
// src/guest/check-boots.ts
/**
* Boots a kernel as a guest without tests, from init's first word through all that it prepares to its last.
* @param executable absolute path
* @param seconds limit of the boot
* @throws UmlRunError `kernel-boot-failed` when it does not get there, with the end of its console; the signal's reason
*/
async function checkBoots(executable, seconds, signal) {
	signal?.throwIfAborted();
	const scratch = makeScratch();
	try {
		const settings = await emptySettings(scratch);
		const report = await runGuestOnce({
			spec: executable,
			name: "new",
			version: "",
			source: "",
			path: executable,
			sha256: ""
		}, void 0, settings, {
			name: "boot",
			bootTimeoutSeconds: seconds,
			...signal && { signal }
		});
		const { finished, boot } = report;
		if (finished) return;
		const console = boot.log.slice(-15);
		const shown = console.length > 0 ? `; the end of its console:\n${console.join("\n")}` : "; its console is empty";
		throw new require_compile_cache.UmlRunError("kernel-boot-failed", `${explain(report)}${shown}`);
	} finally {
		scratch.remove();
	}
}
/** Nothing but the folders that init makes, on a root file system without files. */
async function emptySettings(scratch) {
	const rootfs = (0, node_path.join)(scratch.folder, "empty");
	await (0, node_fs_promises.mkdir)(rootfs);
	const { folder: share } = await stage((0, node_path.join)(scratch.folder, "share"), [], async (path) => path);
	return {
		rootfs,
		share,
		steps: layoutSteps(rootfs, (0, node_path.join)(share, "libraries")),
		scratch,
		memoryMegabytes: 128,
		fastBoot: true,
		kernelArguments: "",
		defaults: {
			environment: {},
			user: 0,
			group: 0
		},
		sandbox: true
	};
}
// src/host/apt-releases.ts
/**
* What apt is set up with, whether it has fetched its lists or not: images of containers come without them.
* @param printed by `apt-get update --print-uris`: lines of `'<URI>' <file> <size>`
*/
function aptReleases(printed) {
	return [...printed.matchAll(/^'([^']*\/)dists\/([^']+)\/InRelease'/gm)].map(([, uri = "", suite = ""]) => ({
		uri,
		suite
	}));
}
// src/kernel/distro/debian-archive.ts
/** There are no kernels for this machine in an archive: those of apt, if any, have none. */
var NoKernels = class extends require_compile_cache.UmlRunError {};
/** Suites of Debian that have kernels, the most stable first. Not all of them are in every archive. */
const debianSuites = [
	"bullseye",
	"bookworm",
	"trixie",
	"forky",
	"sid"
];
/**
* This machine's own Debian archive, or the one that the user names.
* @throws NoKernels (`archive-unavailable`) when there is none
*/
async function debianArchive(named, options) {
	const own = chooseArchive(await targetsHere(options).catch((cause) => {
		options.signal?.throwIfAborted();
		throw new NoKernels("archive-unavailable", cause.message, { cause });
	}));
	if (named !== void 0) return {
		uri: named,
		ownSuites: own?.ownSuites ?? []
	};
	if (own) return own;
	throw new NoKernels("archive-unavailable", "this machine's apt does not have a Debian archive, where the user-mode-linux packages are; name one with --apt-archive <URI>");
}
/** Of lists that were never fetched, or are removed as in images of containers, apt tells only where they would be. */
async function targetsHere(options) {
	const ask = async (...words) => (await runApt(machineApt, "apt-get", words, options)).stdout;
	const targets = parseStanzas(await ask("indextargets", "Created-By: Packages"));
	return targets.length > 0 ? targets : targetsWithoutLists(await ask("update", "--print-uris"));
}
/** @param printed by `apt-get update --print-uris`: it tells no components, of which nearly every machine has main */
function targetsWithoutLists(printed) {
	return aptReleases(printed).map(({ uri, suite }) => ({
		"repo-uri": uri,
		"base-uri": `${uri}dists/${suite}/`,
		component: "main"
	}));
}
/**
* @param targets what `apt-get indextargets` says of each list; without the list itself, there is no origin and no
* codename
*/
function chooseArchive(targets) {
	const debian = targets.flatMap((target) => {
		const suite = suiteOf(target);
		return suite !== void 0 && isDebian(target, suite) ? [{
			target,
			suite
		}] : [];
	});
	const uri = debian[0]?.target["repo-uri"];
	if (uri === void 0) return void 0;
	const here = debian.filter(({ target }) => target["repo-uri"] === uri);
	return {
		uri,
		ownSuites: [...new Set(here.map(({ target, suite }) => target.codename || suite))]
	};
}
const suiteOf = (target) => /\/dists\/([^/]+)\/$/.exec(target["base-uri"] ?? "")?.[1];
function isDebian({ component, origin, label }, suite) {
	if (component !== "main" || suite.endsWith("-security")) return false;
	if (origin !== void 0) return origin === "Debian" && label === "Debian";
	return [
		...debianSuites,
		"oldoldstable",
		"oldstable",
		"stable",
		"testing",
		"unstable"
	].some((name) => suite === name || suite.startsWith(`${name}-`));
}
// src/kernel/distro/debian-keyring.ts
const packageName$1 = "debian-archive-keyring";
/** Where the package has the keys; newer ones name it by the newer extension. */
const places = ["usr/share/keyrings/debian-archive-keyring.gpg", "usr/share/keyrings/debian-archive-keyring.pgp"];
/**
* The keys that Debian signs with, from this machine: installed, else from its own apt.
* @throws UmlRunError `archive-unavailable` when it has neither
*/
async function debianKeyring(scratch, context) {
	const installed = keyringIn("/");
	if (installed !== void 0) return installed;
	return unpackKeyring(await fetchMachinePackage(await machinePackage(packageName$1, context), scratch, context), scratch, context.signal);
}
/**
* The keys that a suite itself has in a package: newer than this machine's, and as good, since apt checked the suite.
*/
async function keyringOf(apt, scratch, signal) {
	const found = (await show$1(apt, [packageName$1], { signal })).get(packageName$1);
	return found && unpackKeyring(await download$1(apt, found, scratch, { signal }), scratch, signal);
}
async function unpackKeyring(deb, scratch, signal) {
	const folder = (0, node_path.join)(scratch, packageName$1);
	await unpackDeb(deb, folder, { signal });
	const keyring = keyringIn(folder);
	if (keyring !== void 0) return keyring;
	throw new require_compile_cache.UmlRunError("archive-unavailable", `the package ${packageName$1} does not have any of ${places.join(", ")}`);
}
function keyringIn(folder) {
	return places.map((place) => (0, node_path.join)(folder, place)).find((path) => (0, node_fs.existsSync)(path));
}
// src/kernel/distro/suites.ts
/**
* Reads the suites at once, each through an apt of its own, so that one that is missing or broken leaves the others
* alone. One that was signed with newer keys than those at hand is read again with the keys that the newest of the
* others has.
* @param progress hears how many suites have been read, and what is fetched
*/
async function readSuites(names, where, { signal, progress }) {
	let done = 0;
	const tell = (what) => progress(`${done} of ${names.length} suites${what}`);
	const onLine = (line) => {
		const fetching = fetchingOf(line);
		if (fetching) tell(`, ${fetching.what}${sizeOf$3(fetching)}`);
	};
	const read = async (name) => {
		const suite = await readSuite(name, where, {
			signal,
			onLine
		});
		done++;
		tell("");
		return suite;
	};
	const suites = await Promise.all(names.map(read));
	const unsigned = (suite) => /NO_PUBKEY|not signed|Missing key/i.test(suite.problem ?? "");
	const checked = suites.findLast((suite) => !suite.absent && !suite.problem);
	if (!checked || !suites.some(unsigned)) return distinct(suites);
	const keyring = await keyringOf(checked.apt, (0, node_path.join)(where.folder, "newer-keyring"), signal);
	if (keyring === void 0) return distinct(suites);
	const again = names.map(async (name, index) => {
		const suite = suites[index];
		return suite && !unsigned(suite) ? suite : readSuite(name, {
			...where,
			keyring
		}, { signal });
	});
	return distinct(await Promise.all(again));
}
const sizeOf$3 = ({ bytes }) => bytes === void 0 ? "" : ` (${(bytes / 1e6).toFixed(1)} MB)`;
async function readSuite(name, where, { onLine, signal }) {
	const { uri, keyring, packageName } = where;
	const folder = (0, node_path.join)(where.folder, name);
	const apt = await privateApt(folder, {
		uri,
		suite: name,
		keyring
	}, { signal });
	const problem = await update(apt, {
		signal,
		...onLine && { onLine }
	});
	if (problem !== void 0) {
		const absent = /does not have a Release file/.test(problem);
		return {
			apt,
			absent,
			...!absent && { problem: `${name}: ${problem}` }
		};
	}
	const found = (await show$1(apt, [packageName], { signal })).get(packageName);
	if (!found) return {
		apt,
		absent: false
	};
	const { stdout } = await runApt(apt, "apt-get", ["indextargets", "Created-By: Packages"], { signal });
	const [{ codename = name, suite: alias = name } = {}] = parseStanzas(stdout);
	return {
		apt,
		absent: false,
		candidate: {
			...found,
			suite: codename,
			alias,
			folder
		}
	};
}
/** A suite may be there under two names. */
function distinct(suites) {
	const seen = /* @__PURE__ */ new Set();
	return suites.filter(({ candidate }) => !candidate || !seen.has(candidate.suite) && seen.add(candidate.suite));
}
// src/kernel/distro/candidates.ts
/** The package that has the kernels. */
const packageName = "user-mode-linux";
const isCandidates = objectOf({
	archive: isText,
	candidates: arrayOf$1(objectOf({
		name: isText,
		version: isText,
		architecture: isText,
		sha256: isText,
		suite: isText,
		alias: isText,
		folder: isText
	})),
	ownSuites: arrayOf$1(isText),
	aptCandidate: optional$1(isText),
	problems: arrayOf$1(isText)
});
/**
* The kernels that the archive has: as cachedLookup, where that is fresh, else asked now.
* @throws UmlRunError `archive-unavailable` when there is no archive, or it cannot be reached
*/
async function readCandidates(options, context) {
	const { aptArchive = "", aptKeyring = "", refresh = false } = options;
	const machine = readTextSync("/etc/os-release") ?? "";
	const name = `${packageName}-candidates~${keyOf$1(machine, aptArchive, aptKeyring)}`;
	const hours = ({ problems }) => problems.length === 0 ? 24 : 1;
	const ask = () => askArchive(options, context);
	const { candidates, ...known } = await cachedLookup(context, name, {
		isValid: isCandidates,
		refresh,
		share: true,
		hours
	}, ask);
	const folder = folderOf(context.cache, known.archive);
	return {
		...known,
		candidates: candidates.map((candidate) => ({
			...candidate,
			folder: (0, node_path.join)(folder, (0, node_path.basename)(candidate.folder))
		}))
	};
}
/** Where the private apts of an archive's suites are. */
const folderOf = (cache, uri) => (0, node_path.join)(cache.folder, "apt", keyOf$1(uri));
async function askArchive(options, context) {
	const archive = await debianArchive(options.aptArchive, context);
	const doing = "asking the Debian archive which kernels it has";
	context.log.progress(doing);
	const folder = folderOf(context.cache, archive.uri);
	const keyring = options.aptKeyring ?? await debianKeyring((0, node_path.join)(folder, "keyring"), context);
	const suites = await readSuites(suitesOf(archive), {
		uri: archive.uri,
		keyring,
		folder,
		packageName
	}, {
		signal: context.signal,
		progress: (text) => context.log.progress(`${doing}: ${text}`)
	});
	const candidates = suites.flatMap((suite) => suite.candidate ? [suite.candidate] : []);
	const problems = suites.flatMap(({ problem }) => problem ?? []);
	if (candidates.length === 0) throw nothing$1(archive, suites, problems);
	const aptCandidate = await candidateHere(context.signal);
	return {
		archive: archive.uri,
		ownSuites: archive.ownSuites,
		candidates,
		problems,
		...aptCandidate && { aptCandidate }
	};
}
/** Those of this machine, such as backports, come after the suite they belong to. */
function suitesOf({ ownSuites }) {
	const others = ownSuites.filter((suite) => !debianSuites.includes(suite));
	const belonging = (suite) => others.filter((other) => other.startsWith(`${suite}-`));
	const placed = debianSuites.flatMap((suite) => [suite, ...belonging(suite)]);
	return [...placed, ...others.filter((other) => !placed.includes(other))];
}
async function candidateHere(signal) {
	const { stdout } = await runApt(machineApt, "apt-cache", ["policy", packageName], { signal });
	const [, version = "(none)"] = /^ *Candidate: (\S+)$/m.exec(stdout) ?? [];
	return version === "(none)" ? void 0 : version;
}
function nothing$1({ uri }, suites, problems) {
	const host = hostOutOfReach(problems[0] ?? "");
	if (host !== void 0) return new Unreachable("archive-unavailable", `cannot read the archive "${uri}": "${host}" cannot be reached: ${problems[0]}`);
	if (problems[0] !== void 0) return new require_compile_cache.UmlRunError("archive-unavailable", `cannot read the archive "${uri}": ${problems[0]}`);
	const tried = `tried: ${debianSuites.join(", ")}`;
	return new NoKernels("archive-unavailable", `"${uri}" ${suites.every(({ absent }) => absent) ? "is not a Debian archive" : `does not have the package ${packageName}`} (${tried}); name another with --apt-archive <URI>`);
}
// src/kernel/auto-kernel.ts
/**
* What `auto` means: the newest long-term release of the store, else the distribution's kernel where apt has one, else
* the newest long-term release. That is built, and so it is also the answer to wishes that neither fulfils: a
* configuration of the user's, virtual time, and programs of i386.
* @throws UmlRunError of the kind `machine` when neither the archive nor the mirror can be asked
*/
async function chooseKernel(text, options, context) {
	const { newestInStore } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.from_store_exports);
	const stored = await newestInStore(options, context);
	if (stored !== void 0) return {
		kind: "release",
		text,
		version: stored
	};
	if (!isSpecial(options) && await hasPackages(options, context)) return {
		kind: "distro",
		text
	};
	const { newestRelease } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.release_source_exports);
	return {
		kind: "release",
		text,
		version: await newestRelease(options, context)
	};
}
/** Whether it takes a kernel that is built. */
function isSpecial({ timeTravel = false, architecture, configuration = [] }) {
	return timeTravel || architecture === "i386" || configuration.length > 0;
}
async function hasPackages(options, context) {
	const { aptArchive = "", refresh = false } = options;
	return cachedLookup(context, `auto~${keyOf$1(await (0, node_fs_promises.readFile)("/etc/os-release", "utf8").catch(() => ""), aptArchive)}`, {
		isValid: isBoolean,
		refresh,
		share: true
	}, async () => {
		try {
			await readCandidates(options, context);
			return true;
		} catch (cause) {
			if (cause instanceof NoKernels && aptArchive === "") return false;
			throw cause;
		}
	});
}
// src/kernel/host-glibc.ts
/**
* This machine's version of glibc, e.g. `2.36`; `0` when its C library is another. It is asked for again when its dynamic
* loader, which a kernel starts with, has changed.
*/
async function hostGlibc(context) {
	try {
		return await keptAnswer(context, "glibc", [(0, node_fs.realpathSync)(loader)], isText, askGlibc);
	} catch {
		return "0";
	}
}
/** The C library's file that all its dynamic programs start with; it changes with the library. */
const loader = "/lib64/ld-linux-x86-64.so.2";
async function askGlibc() {
	const { stdout } = await run$1("getconf", ["GNU_LIBC_VERSION"]);
	const version = /^glibc (\d+\.\d+)/.exec(stdout)?.[1];
	if (version === void 0) throw new Error(`getconf says "${stdout}"`);
	return version;
}
// src/kernel/later-modules.ts
/**
* Modules of a packaged kernel. Few tests want one, and there are some 900: so a remote keeps them as an entry of their own
* (of the kind `modules`, with the kernel's key), and a machine that has its kernel from there fetches them only when
* something in a guest looks for one (`native/supervisor/modules.h`).
*/
/** Of their entries in the cache. */
const modulesKind = "modules";
/** In the folder of their entry, which also has files of the cache's own. */
const modulesName = "modules";
/** @returns absolute path of the folder with all modules of the kernel with that key. @throws as `entry` does */
async function allModules(context, key, make) {
	const { folder } = await entry(context, modulesKind, key, (folder, scratch) => make((0, node_path.join)(folder, modulesName), scratch));
	return (0, node_path.join)(folder, modulesName);
}
/** The kernel with all of its modules, where they are on this machine; else it has those that every boot loads. */
async function withModules(kernel, key, make, context) {
	const above = (0, node_path.join)(context.cache.folder, modulesKind);
	if (await isReadyForGuests(context, "modules", key)) return {
		...kernel,
		modules: (0, node_path.join)(above, key, modulesName)
	};
	try {
		require_compile_cache.makeFolder(above);
	} catch {}
	let areThere = false;
	const provide = async () => {
		context.log.progress(`fetching the modules of Linux ${kernel.version}`);
		try {
			await allModules(context, key, make);
			areThere = true;
		} finally {
			context.log.progress("");
		}
	};
	return {
		...kernel,
		laterModules: {
			folder: (0, node_path.join)(above, key, modulesName),
			above,
			areThere: () => areThere,
			async provide() {
				if (await entryIfReady(context, "modules", key)) areThere = true;
				else await oncePerRun(context.cache, `modules ${key}`, provide);
			}
		}
	};
}
// src/kernel/kernel-record.ts
/** What the executable is called in the folder of every entry of the kind `kernels`. */
const executableName = "linux.uml";
const fileName = "kernel.json";
async function writeRecord(folder, record) {
	await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, fileName), `${JSON.stringify(record, void 0, 2)}\n`);
}
const isKernelRecord = objectOf({
	version: isText,
	source: isText,
	origin: recordOf(isText),
	hasLaterModules: optional$1(isBoolean)
});
/** @throws UmlRunError `cache-unusable` when there is none, or it cannot be understood */
async function readRecord(folder) {
	const file = (0, node_path.join)(folder, fileName);
	const record = parseJson$1(readTextSync(file) ?? "", isKernelRecord);
	if (record) return record;
	throw new require_compile_cache.UmlRunError("cache-unusable", `"${file}" is missing or damaged: remove the folder "${folder}"`);
}
// src/kernel/ready-kernel.ts
/** Debian's take 4 to 11 MB, whatever the guest's memory is. */
const megabytesOfPackages = 512;
/** The kernel in an entry of the cache, for a run. @throws UmlRunError `cache-unusable` when it has no record */
async function readyKernel(spec, entry) {
	const { version, source, origin } = await readRecord(entry.folder);
	const modules = (0, node_path.join)(entry.folder, "modules");
	return {
		spec,
		name: version,
		version,
		source,
		path: (0, node_path.join)(entry.folder, executableName),
		sha256: entry.sha256(executableName),
		...(0, node_fs.existsSync)(modules) && { modules },
		...origin.package !== void 0 && { privateMegabytes: megabytesOfPackages }
	};
}
// src/kernel/distro/choose-candidate.ts
/**
* The candidate that a spec means. Of several that have the series, the one of the most stable suite.
* @param wanted a series, a suite or its alias, or a version of the package; undefined for the newest that apt offers
* on this machine
*/
function choose({ candidates, aptCandidate, ownSuites }, wanted) {
	if (wanted !== void 0) {
		const names = ({ suite, alias, version }) => [
			suite,
			alias,
			version,
			seriesOf$1(version)
		];
		return candidates.find((candidate) => names(candidate).includes(wanted));
	}
	return candidates.find(({ version }) => version === aptCandidate) ?? candidates.findLast(({ suite, alias }) => ownSuites.includes(suite) || ownSuites.includes(alias)) ?? candidates.find(({ alias }) => alias === "stable") ?? candidates.at(-1);
}
/** @returns `6.1` of `6.1um4+b13`, or the whole version when it is of another form */
function seriesOf$1(version) {
	return /^(?:\d+:)?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}
/** @returns the candidates in words: `5.10 (bullseye), 6.1 (bookworm)` */
function listCandidates({ candidates }) {
	return candidates.map(({ suite, version }) => `${seriesOf$1(version)} (${suite})`).join(", ");
}
// src/elf/glibc-needs.ts
/** Far more versions than any C library has, so that a chain in a circle has an end. */
const maxVersions = 4096;
/**
* Reads the dynamic section and the version needs of an executable.
* @throws MalformedFile when it is not ELF, or cannot be understood; the system's error when it cannot be read
*/
function readNeeds(path) {
	return withBytes(path, (bytes) => {
		const words = wordsOf(bytes);
		const table = readDynamicTable(bytes, words, readSegments(bytes, words));
		if (!table) return {
			libraries: [],
			glibc: void 0
		};
		return {
			libraries: table.needed.map(table.string),
			glibc: newestGlibc(versionNames(bytes, words, table))
		};
	});
}
/**
* Makes an executable be started with another dynamic loader. The new path takes the place of the old one, so it must
* not be longer than the room that is there.
* @returns false when it does not fit, or the executable has no dynamic loader
*/
function setInterpreter(path, interpreter) {
	const segment = withBytes(path, (bytes) => readSegments(bytes, wordsOf(bytes)).find(({ type }) => type === "interpreter"));
	if (!segment || Buffer.byteLength(interpreter) >= segment.fileSize) return false;
	const room = Buffer.alloc(segment.fileSize);
	room.write(interpreter);
	const file = (0, node_fs.openSync)(path, "r+");
	try {
		for (let at = 0; at < room.length;) at += (0, node_fs.writeSync)(file, room, at, room.length - at, segment.offset + at);
	} finally {
		(0, node_fs.closeSync)(file);
	}
	return true;
}
/** @returns whether `a` is a later version than `b`, both like `2.38` */
function isNewer(a, b) {
	const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [numbers(a), numbers(b)];
	return majorA !== majorB ? majorA > majorB : minorA > minorB;
}
const numbers = (version) => version.split(".").map(Number);
function wordsOf(bytes) {
	if (!isElf(bytes)) throw new MalformedFile("it is not an ELF file");
	return readWords(bytes);
}
/** The names in `.gnu.version_r`: a chain of needed files, each with a chain of needed versions. */
function versionNames(bytes, words, { versions, offsetOf, string }) {
	const names = [];
	if (versions === void 0) return names;
	const at = (offset) => words.of(bytes.read(offset, 16));
	for (let file = offsetOf(versions);;) {
		const [first, next] = [at(file).word(8), at(file).word(12)];
		for (let version = file + first;;) {
			const [name, after] = [at(version).word(8), at(version).word(12)];
			if (names.push(string(name)) > maxVersions) throw new MalformedFile("its list of needed versions has no end");
			if (after === 0) break;
			version += after;
		}
		if (next === 0) return names;
		file += next;
	}
}
function newestGlibc(names) {
	return names.flatMap((name) => /^GLIBC_(\d+\.\d+)/.exec(name)?.[1] ?? []).reduce((best, version) => best && isNewer(best, version) ? best : version, void 0);
}
// src/kernel/distro/relocate.ts
/** The C library that an entry may bring, by path relative to its folder. */
const loaderPath = "lib/ld-linux-x86-64.so.2";
/**
* Writes into a kernel with a C library of its own where that will lie: a dynamic loader is named by its absolute
* path.
* @returns the file that was changed, if any
*/
async function relocate(folder, place) {
	if (!(0, node_fs.existsSync)((0, node_path.join)(folder, "lib/ld-linux-x86-64.so.2"))) return [];
	if (setInterpreter((0, node_path.join)(folder, "linux.uml"), (0, node_path.join)(place, "lib/ld-linux-x86-64.so.2"))) return [executableName];
	throw new require_compile_cache.UmlRunError("cache-unusable", `the path of the cache folder is too long ("${place}"); name a shorter one with --cache <folder>`);
}
// src/kernel/distro/distro.ts
/** Increase it whenever something else is made from the same package. */
const form = 3;
/**
* A kernel of the distribution's package, ready to run.
* @param wanted a series, a suite or a version of the package; undefined for the newest that apt offers on this machine
* @param isKept whether the cache has one; then the archive is not asked again for what it lacked the last time
* @throws UmlRunError `kernel-not-found` when no suite has it, `archive-unavailable` when it cannot be fetched, or
* `kernel-boot-failed` when it does not start
*/
async function provideDistro({ text, wanted, isKept }, options, context) {
	const candidates = await readCandidates(options, context);
	try {
		return await provide(candidates);
	} catch (cause) {
		if (!(cause instanceof NotFetched) && (choose(candidates, wanted) || await isKept())) throw cause;
		const refreshed = await readCandidates({
			...options,
			refresh: true
		}, context);
		if (JSON.stringify(choose(refreshed, wanted)) === JSON.stringify(choose(candidates, wanted)) && !(cause instanceof NotFetched && cause.isUnknown)) throw cause;
		return await provide(refreshed);
	}
	async function provide(candidates) {
		const candidate = choose(candidates, wanted);
		if (candidate) return provideCandidate(text, candidate, options, context);
		const unread = candidates.problems.map((problem) => `; could not read ${problem}`).join("");
		throw new require_compile_cache.UmlRunError("kernel-not-found", `kernel "${text}": no such package; the archive has ${listCandidates(candidates)}${unread}`);
	}
}
async function provideCandidate(spec, candidate, options, context) {
	const { version, architecture, sha256 } = candidate;
	const content = `${sha256.slice(0, 16)}-${form}`;
	const key = [
		packageName,
		version,
		architecture,
		content,
		`glibc-${await hostGlibc(context)}`
	].join("_").replaceAll(":", "-");
	const unpack = async (scratch) => {
		requireNetwork(context, `the package ${packageName} ${version}`);
		if (!(0, node_fs.existsSync)(candidate.folder)) await readCandidates({
			...options,
			refresh: true
		}, context);
		const packages = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.unpack_package_exports);
		return {
			...packages,
			unpacked: await packages.unpackPackage(candidate, scratch, context)
		};
	};
	const makeModules = async (folder, scratch) => {
		const { takeModules, unpacked } = await unpack(scratch);
		await takeModules(unpacked, folder);
	};
	const make = async (folder, scratch) => {
		const { takeModules, takeKernel, unpacked } = await unpack(scratch);
		const provideModules = () => allModules(context, key, (into) => takeModules(unpacked, into));
		await takeKernel(unpacked, provideModules, {
			folder,
			scratch
		}, context);
	};
	return withModules(await readyKernel(spec, await entry(context, "kernels", key, {
		make,
		relocate
	})), key, makeModules, context);
}
// src/kernel/kernel-spec.ts
const forms = [
	"distro",
	"distro:6.1 (a series, a suite or a version of the package)",
	"auto",
	"6.12 or 6.12.9 (a release)",
	"./linux (an executable)",
	"./linux-6.12/ or ./linux-6.12.tar.xz (sources)",
	"https://\u2026#sha256=\u2026"
];
/**
* Understands one kernel spec. Looks at nothing but the text.
* @throws UmlRunError `kernel-spec-invalid` that lists the forms there are
*/
function parseKernelSpec(text) {
	if (text === "auto") return {
		kind: "auto",
		text
	};
	if (text === "distro") return {
		kind: "distro",
		text
	};
	const [, wanted] = /^distro:([a-z0-9][\w.+~:-]*)$/i.exec(text) ?? [];
	if (wanted !== void 0) return {
		kind: "distro",
		text,
		wanted
	};
	if (/^\d+\.\d+(\.\d+)?(-rc\d+)?$/.test(text)) return {
		kind: "release",
		text,
		version: text
	};
	if (/^https?:\/\//.test(text)) return parseUrl(text);
	if (/\.(tar(\.(gz|bz2|xz|zst))?|tgz|txz)$/.test(text)) return {
		kind: "tarball",
		text,
		path: text
	};
	if (text.includes("/")) return {
		kind: "path",
		text,
		path: text
	};
	throw new require_compile_cache.UmlRunError("kernel-spec-invalid", `kernel "${text}": not a kernel spec; ${hint(text)}use one of: ${forms.join("; ")}`);
}
function parseUrl(text) {
	const [, url, digest] = /^(.+)#sha256=([0-9a-f]{64})$/i.exec(text) ?? [];
	if (url !== void 0 && digest !== void 0 && URL.canParse(url)) return {
		kind: "url",
		text,
		url,
		sha256: digest.toLowerCase()
	};
	throw new require_compile_cache.UmlRunError("kernel-spec-invalid", `kernel "${text}": a URL has to end with #sha256= and the 64 hexadecimal digits of its SHA-256, by which the download is checked`);
}
/** A bare word is most often a file's name or a release's. */
function hint(text) {
	const [, release] = /^(?:v|linux-)(\d+\.\d+(?:\.\d+)?)$/.exec(text) ?? [];
	if (release !== void 0) return `the release is written ${release}; `;
	if (/^\d+$/.test(text)) return `a series is written as 6.12, a release as 6.12.9 (in YAML, ${text}.0 without quotes is the number ${text}); `;
	if (/^v\d+$/.test(text)) return "a series is written as 6.12, a release as 6.12.9; ";
	return /^[\w.-]+$/.test(text) ? `a file is written ./${text}; ` : "";
}
// src/kernel/kernel-executable.ts
/**
* An executable that the user says is a kernel. It is looked at before it is run, and run only to be asked what it is:
* with a time limit, without input, in an empty folder, and with nothing of the user's environment.
*/
/** Milliseconds. */
const usualPatience = 1e4;
/**
* @param patience milliseconds that it may take to answer a question
* @throws UmlRunError `file-unreadable`; `kernel-unsuitable` when it is not a User Mode Linux kernel for this machine,
* with how that shows
*/
async function readExecutable(file, patience = usualPatience) {
	const path = (0, node_path.resolve)(file);
	await requireUml(file, path);
	return withTemporaryFolder(async (cwd) => {
		const release = await askRelease(path, file, cwd, patience);
		const config = parseConfig(await ask$1(path, "--showconfig", {
			name: file,
			cwd,
			patience
		}));
		if (config.get("UML") !== "y") throw notUml(file, "--showconfig does not say CONFIG_UML=y");
		return {
			path,
			release,
			config
		};
	});
}
/**
* @param path of a kernel that was looked at
* @param name what messages call it
* @param cwd an empty folder
* @returns `uname -r`
* @throws UmlRunError `kernel-unsuitable` when it does not say it
*/
async function askRelease(path, name, cwd, patience = usualPatience) {
	const version = (await ask$1(path, "--version", {
		name,
		cwd,
		patience
	})).trim();
	if (/^\d+\.\d+\S*$/.test(version)) return version;
	throw notUml(name, `--version says "${version.slice(0, 80)}"`);
}
/** A User Mode Linux kernel carries its configuration as text: that can be seen without running it. */
async function requireUml(file, path) {
	const status = await (0, node_fs_promises.stat)(path).catch((cause) => {
		throw new require_compile_cache.UmlRunError("file-unreadable", `kernel "${file}": no such file`, { cause });
	});
	if (!status.isFile()) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${file}" is not a file`);
	const bytes = await (0, node_fs_promises.readFile)(path).catch((cause) => {
		throw new require_compile_cache.UmlRunError("file-unreadable", `kernel "${file}" cannot be read: ${require_compile_cache.messageOf(cause)}`, { cause });
	});
	const header = unlessDamaged(() => readElfHeader(path));
	if (!header) throw notUml(file, "it is not an ELF executable");
	if (!isRunnable$1(header, "x86_64") && !isRunnable$1(header, "i386")) throw notUml(file, `it is for ${architectureName(header)}`);
	if (!bytes.includes("CONFIG_UML=y")) throw notUml(file, "it does not contain CONFIG_UML=y, so it is for hardware or for QEMU; build one with ARCH=um");
	if ((status.mode & 73) === 0) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${file}" is not executable; run: chmod +x ${file}`);
}
async function ask$1(path, question, { name, cwd, patience }) {
	const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
	const answer = await execa(path, [question], {
		cwd,
		env: {
			HOME: cwd,
			TMPDIR: cwd,
			PATH: "/usr/bin:/bin"
		},
		extendEnv: false,
		stdin: "ignore",
		reject: false,
		timeout: patience,
		forceKillAfterDelay: 500,
		maxBuffer: 2 ** 22
	});
	if (answer.timedOut) throw notUml(name, `it does not answer ${question} within ${patience / 1e3} s`);
	if (!answer.failed) return answer.stdout;
	const [first] = (answer.stderr ?? "").trim().split("\n");
	throw notUml(name, `${question} fails: ${first || answer.shortMessage?.replaceAll("\n", ": ")}`);
}
function notUml(file, how) {
	return new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${file}" is not a User Mode Linux kernel this machine can run: ${how}`);
}
// src/kernel/local-kernel.ts
/**
* A kernel that the user has built: it is run where it lies. As long as it looks the same it is not asked again what it
* is.
* @throws UmlRunError `kernel-unsuitable` when it is not a User Mode Linux kernel that runs here
*/
async function provideExecutable(spec, file, context, architecture) {
	const path = (0, node_path.resolve)(file);
	const real = await (0, node_fs_promises.realpath)(path).catch(() => path);
	const find = async () => ({
		...await ask(path),
		sha256: await digestOfFile(path)
	});
	const { sha256, ...answers } = await keptAnswer(context, `kernel~${keyOf$1(real)}`, [real], isKept$1, find);
	await requireSuitable$1({
		spec,
		path,
		...answers
	}, architecture);
	const { release } = answers;
	return {
		spec,
		name: release,
		version: release,
		source: `the file ${path}`,
		path,
		sha256
	};
}
const isKept$1 = objectOf({
	release: isText,
	architecture: oneOf$1("x86_64", "i386"),
	sha256: isText
});
async function ask(file) {
	const { release, config } = await readExecutable(file);
	return {
		release,
		architecture: config.get("64BIT") === "y" ? "x86_64" : "i386"
	};
}
/**
* @throws UmlRunError `kernel-unsuitable`, too, for a kernel for another kind of programs than was asked for;
* `processor-unsuitable` for one that would die on this machine's processor
*/
async function readLocalKernel(spec, file, architecture, isExceeded) {
	const answers = await ask(file);
	await requireSuitable$1({
		spec,
		path: file,
		...answers
	}, architecture, isExceeded);
	return answers;
}
async function requireSuitable$1({ spec, path, release, architecture: own }, architecture = "x86_64", isExceeded) {
	if (own !== architecture) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${spec}" is for programs of ${own}; use it with --kernel-arch ${own}`);
	if (await lacksXstate({
		path,
		version: release
	}, isExceeded)) throw new require_compile_cache.UmlRunError("processor-unsuitable", `kernel "${spec}" is Linux ${release} and static: it cannot run on this machine, whose processor has more register state (XSTATE, with AMX) than User Mode Linux before 6.13 has room for; link it dynamically (CONFIG_STATIC_LINK=n), have uml-run build it from its source, or use 6.13 or later`);
}
// src/kernel/release/versions.ts
/** Release numbers, e.g. 6.12 (a series, or its first release) and 6.12.9. */
/** The parts as numbers; `undefined` for what is not a release number. */
function parseVersion(text) {
	return /^\d+\.\d+(\.\d+){0,2}$/.test(text) ? text.split(".").map(Number) : void 0;
}
/** For sorting, oldest first. */
function compareVersions(left, right) {
	const [one, other] = [parseVersion(left) ?? [], parseVersion(right) ?? []];
	const index = [
		0,
		1,
		2,
		3
	].find((part) => (one[part] ?? 0) !== (other[part] ?? 0));
	return index === void 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
/** `6.12` of `6.12.9`; the 2.6 kernels' series had three parts. */
function seriesOf(version) {
	return version.split(".").slice(0, version.startsWith("2.") ? 3 : 2).join(".");
}
/**
* The release that a spec means: a series means its newest patch.
*
* @returns `undefined` when there is none
*/
function pickVersion(spec, available) {
	if (seriesOf(spec) !== spec) return available.includes(spec) ? spec : void 0;
	return available.filter((version) => seriesOf(version) === spec).sort(compareVersions).at(-1);
}
/**
* Up to `count` releases that the user may have meant, nearest first: of the series, else the newest of the series next
* to it.
*/
function nearestVersions(spec, available, count = 4) {
	const ofSeries = available.filter((version) => seriesOf(version) === seriesOf(spec));
	if (ofSeries.length > 0) return byDistance(spec, ofSeries).slice(0, count);
	return byDistance(spec, [...new Set(available.map(seriesOf))].flatMap((series) => pickVersion(series, available) ?? [])).slice(0, count);
}
function byDistance(spec, versions) {
	const weights = [
		1e6,
		1e3,
		1
	];
	const place = (version) => weights.reduce((sum, weight, part) => sum + weight * (parseVersion(version)?.[part] ?? 0), 0);
	const distance = (version) => Math.abs(place(version) - place(spec));
	return [...versions].sort((left, right) => distance(left) - distance(right));
}
// src/net/http.ts
/** Requests to servers that may be slow, drop the connection, or answer with something else than was asked for. */
/** Bytes of an answer that is read into memory, unless more are expected. */
const usualBytes = 16 * 2 ** 20;
/** As browsers have it. */
const maxRedirects = 20;
/**
* @returns the answer's body; undefined for 404 and 410
* @throws UmlRunError `download-failed` for any other status than 200, for a body that is too large, for a redirect
* that is not to be followed, and when there is no answer; the signal's reason when aborted
*/
async function get(url, options = {}) {
	const { maxBytes = usualBytes, progress } = options;
	const answer = await request(url, options);
	if (answer.status !== 200) {
		await answer.discard();
		if (answer.status === 404 || answer.status === 410) return void 0;
		throw refused(url, answer.status, answer.headers);
	}
	const chunks = [];
	let size = 0;
	for await (const chunk of answer.body) {
		size += chunk.length;
		chunks.push(chunk);
		if (size > maxBytes) throw notExpected(url, maxBytes, Buffer.concat(chunks), answer.headers);
		progress?.(size);
	}
	return Buffer.concat(chunks);
}
/** @param bytes more than there may be */
function notExpected(url, maxBytes, bytes, headers) {
	if (isPage(bytes)) return webPage(String(url));
	const encoding = headers.get("content-encoding");
	if (encoding === null) return tooLarge(url, maxBytes);
	return new require_compile_cache.UmlRunError("download-failed", `${tooLarge(url, maxBytes).message}; the server sends it with "Content-Encoding: ${encoding}", which takes the file's own compression off: turn that off there`);
}
/** Whether a file that is to be something else is a web page. */
const isPage = (bytes) => bytes.toString("latin1", 0, 64).trimStart().startsWith("<");
/** @param place of the file that is expected */
function webPage(place) {
	return new require_compile_cache.UmlRunError("download-failed", `"${place}" is a web page instead of the file: probably an error page, or the login page of the network`);
}
/** @param place a URL, or a path */
function tooLarge(place, maxBytes) {
	const most = maxBytes >= 2 ** 20 ? `${Number((maxBytes / 2 ** 20).toFixed(1))} MB` : `${maxBytes} bytes`;
	return new require_compile_cache.UmlRunError("download-failed", `"${place}" is larger than ${most}: not what belongs there`);
}
/** @throws UmlRunError `download-failed` when there is no answer, or it redirects where it may not; the signal's reason when aborted */
async function request(url, options = {}) {
	const { headers = {}, signal, silence = 3e4, mayFollow } = options;
	signal?.throwIfAborted();
	const silent = new AbortController();
	const clock = setTimeout(() => silent.abort(/* @__PURE__ */ new Error(`no byte for ${silence / 1e3} s`)), silence);
	const explain = (cause) => {
		clearTimeout(clock);
		if (signal?.aborted) return signal.reason;
		if (cause instanceof require_compile_cache.UmlRunError) return cause;
		return unreachable(url, silent.signal.aborted ? silent.signal.reason : cause);
	};
	try {
		const init = {
			headers,
			signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal
		};
		const response = await (mayFollow ? fetchFollowing(url, init, mayFollow) : fetch(url, init));
		clock.refresh();
		return {
			status: response.status,
			headers: response.headers,
			body: read(response),
			async discard() {
				clearTimeout(clock);
				await response.body?.cancel().catch(() => {});
			}
		};
	} catch (cause) {
		throw explain(cause);
	}
	async function* read({ body }) {
		try {
			for await (const chunk of body ?? []) {
				clock.refresh();
				yield chunk;
			}
		} catch (cause) {
			throw explain(cause);
		} finally {
			clearTimeout(clock);
		}
	}
}
/** fetch itself would go anywhere. */
async function fetchFollowing(url, init, mayFollow) {
	for (let at = url, count = 0; count <= maxRedirects; count++) {
		const response = await fetch(at, {
			...init,
			redirect: "manual"
		});
		const place = [
			301,
			302,
			303,
			307,
			308
		].includes(response.status) ? response.headers.get("location") : null;
		if (place === null) return response;
		await response.body?.cancel();
		const to = new URL(place, at);
		if (!mayFollow(at, to)) throw new require_compile_cache.UmlRunError("download-failed", `"${url}" redirects to "${to}", where uml-run does not follow`);
		at = to;
	}
	throw new require_compile_cache.UmlRunError("download-failed", `cannot fetch "${url}": it redirects more than ${maxRedirects} times`);
}
/** fetch's own error says little; what it has as its cause says more. */
function unreachable(url, cause) {
	const deeper = cause instanceof Error ? cause.cause : void 0;
	const code = require_compile_cache.errnoOf(deeper);
	const hasNoAddress = code === "ENOTFOUND" || code === "EAI_AGAIN";
	const said = deeper instanceof Error && deeper.message || code || require_compile_cache.messageOf(cause);
	return new Unreachable("download-failed", `cannot fetch "${url}": ${hasNoAddress ? `no nameserver has an address of "${url.hostname}" (${code})` : said}${proxyHint(process.env) || "; check the network"}`, { cause });
}
/** Node.js does not use a proxy by itself. */
function proxyHint(environment) {
	const proxy = [
		"https_proxy",
		"HTTPS_PROXY",
		"http_proxy",
		"HTTP_PROXY"
	].find((name) => environment[name]);
	if (proxy === void 0 || environment.NODE_USE_ENV_PROXY === "1") return "";
	return `; Node.js uses ${proxy} only with NODE_USE_ENV_PROXY=1`;
}
/** @returns Unreachable where the server itself has failed, and may do better next time */
function refused(url, status, headers) {
	const message = `cannot fetch "${url}": the server answered ${status}${status === 429 ? ` (too many requests${whenAgain(headers?.get("retry-after") ?? "")})` : ""}`;
	return status >= 500 ? new Unreachable("download-failed", message) : new require_compile_cache.UmlRunError("download-failed", message);
}
/** @param retryAfter seconds, or a date; anything else, or what is not within a day, says nothing */
function whenAgain(retryAfter) {
	const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1e3;
	return seconds > 0 && seconds <= 86400 ? `; try again in ${Math.ceil(seconds)} s` : "";
}
// src/net/download.ts
/** Downloads a large file, going on where an earlier attempt stopped. */
/** Connections that break one after the other without a byte of progress. */
const maxFruitlessAttempts = 3;
/**
* Leaves the file at `path` only when it is whole and right. What there is of it until then is at
* `<path>.<digest>.part`, where a later call finds it.
*
* @returns false when the server has no such file (404 or 410)
* @throws UmlRunError `download-failed` when it cannot be fetched, `download-untrusted` when it differs from the
* digest; the signal's reason when aborted
*/
async function download(url, path, options = {}) {
	const { digest } = options;
	const part = `${path}.${digest?.value.slice(0, 16) ?? process.pid}.part`;
	await (0, node_fs_promises.mkdir)((0, node_path.dirname)(path), { recursive: true });
	if (!digest) await (0, node_fs_promises.rm)(part, { force: true });
	const before = await sizeOf$2(part);
	if (!await fetchAll(url, part, options)) return false;
	if (before > 0 && digest && await digestOfFile(part, digest.algorithm) !== digest.value) {
		await (0, node_fs_promises.rm)(part);
		if (!await fetchAll(url, part, options)) return false;
	}
	if (digest) await check(part, digest, String(url)).catch((cause) => (0, node_fs_promises.rm)(part).then(() => Promise.reject(cause)));
	await (0, node_fs_promises.rename)(part, path);
	return true;
}
/**
* @param name what messages call the file
* @throws UmlRunError `download-untrusted` when a file differs from the digest
*/
async function check(file, { algorithm, value }, name) {
	const actual = await digestOfFile(file, algorithm);
	if (actual === value) return;
	const page = (await startOf(file)).trimStart().startsWith("<") ? ": it is a web page" : "";
	throw new require_compile_cache.UmlRunError("download-untrusted", `"${name}" is not what it should be: its ${algorithm} is ${actual} instead of ${value}${page}`);
}
async function fetchAll(url, part, options) {
	for (let fruitless = 0;;) {
		const before = await sizeOf$2(part);
		try {
			return await fetchRest(url, part, before, options);
		} catch (error) {
			options.signal?.throwIfAborted();
			if (!(error instanceof Interrupted)) throw error;
			fruitless = await sizeOf$2(part) > before ? 0 : fruitless + 1;
			if (fruitless >= maxFruitlessAttempts) throw error.cause;
		}
	}
}
/** A connection that may do better next time. */
var Interrupted = class extends Error {};
async function fetchRest(url, part, from, options) {
	const { signal, progress, silence } = options;
	const answer = await request(url, {
		headers: from > 0 ? { range: `bytes=${from}-` } : {},
		signal,
		silence
	}).catch((cause) => {
		throw new Interrupted("no answer", { cause });
	});
	const { status } = answer;
	if (status !== 200 && status !== 206) {
		await answer.discard();
		if (status === 416 && from > 0) return true;
		if (status === 404 || status === 410) return false;
		const error = refused(url, status, answer.headers);
		throw status >= 500 ? new Interrupted("server error", { cause: error }) : error;
	}
	if (/^text\/html\b/i.test(answer.headers.get("content-type") ?? "")) {
		await answer.discard();
		throw webPage(String(url));
	}
	const isRest = status === 206 && answer.headers.get("content-range")?.startsWith(`bytes ${from}-`) === true;
	const length = answer.headers.get("content-length");
	let done = isRest ? from : 0;
	const total = length === null ? void 0 : done + Number(length);
	const count = async function* () {
		try {
			for await (const chunk of answer.body) {
				done += chunk.length;
				progress?.(done, total);
				yield chunk;
			}
		} catch (cause) {
			throw new Interrupted("broken off", { cause });
		}
	};
	await (0, node_stream_promises.pipeline)(count, (0, node_fs.createWriteStream)(part, { flags: isRest ? "a" : "w" }));
	return true;
}
async function sizeOf$2(path) {
	return (await (0, node_fs_promises.stat)(path).catch(() => void 0))?.size ?? 0;
}
async function startOf(path) {
	const file = await (0, node_fs_promises.open)(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
		return buffer.toString("latin1", 0, bytesRead);
	} finally {
		await file.close();
	}
}
// src/net/mirror.ts
/** A mirror of files: a web server, or a folder that is laid out the same. */
/**
* @param name an `http:` or `https:` URL, a `file:` URL, or a path
* @param option that the user named it with, for the error: `--kernel-mirror`
* @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder
*/
async function openMirror(name, option) {
	if (/^https?:\/\//.test(name)) {
		if (/[?#]/.test(name)) throw new require_compile_cache.UmlRunError("mirror-invalid", `${option} "${name}": a URL of a folder has no "?" and no "#"`);
		if (URL.canParse(name)) return {
			name,
			base: new URL(name.replace(/\/*$/, "/"))
		};
		throw new require_compile_cache.UmlRunError("mirror-invalid", `${option} "${name}": not a valid URL`);
	}
	const folder = (0, node_path.resolve)(name.replace(/^file:\/\//, ""));
	if ((await (0, node_fs_promises.stat)(folder).catch(() => void 0))?.isDirectory()) return {
		name,
		base: folder
	};
	throw new require_compile_cache.UmlRunError("mirror-invalid", `${option} "${name}": neither a URL (http:, https:) nor a folder`);
}
/** Where a file of the mirror is: a URL, or an absolute path. */
function placeOn({ base }, path) {
	return typeof base === "string" ? (0, node_path.join)(base, path) : new URL(path, base);
}
/**
* A small file.
* @param place a URL, or an absolute path
* @returns undefined where there is none
* @throws UmlRunError `download-failed` when the server does not answer, or the file cannot be read or is
* larger than `maxBytes`
*/
async function readPlace(place, options = {}) {
	if (typeof place !== "string") return get(place, options);
	const { maxBytes = usualBytes } = options;
	try {
		if (await sizeOf$1(place) > maxBytes) throw tooLarge(place, maxBytes);
		return await (0, node_fs_promises.readFile)(place);
	} catch (cause) {
		if (isMissing(cause)) return void 0;
		throw cause instanceof require_compile_cache.UmlRunError ? cause : unreadable(place, cause);
	}
}
/** `readPlace` of a file of the mirror. */
function readFrom(mirror, path, signal) {
	return readPlace(placeOn(mirror, path), { signal });
}
/** `readFrom` of a text. */
async function readTextFrom(mirror, path, signal) {
	return (await readFrom(mirror, path, signal))?.toString("utf8");
}
/**
* The names in a folder of the mirror: a web server's are those that its listing links to.
* @returns none where there is no such folder, or no listing
*/
async function listOf(mirror, path, signal) {
	if (typeof mirror.base === "string") return (0, node_fs_promises.readdir)((0, node_path.join)(mirror.base, path)).catch(() => []);
	const links = (await readTextFrom(mirror, path, signal) ?? "").matchAll(/href\s*=\s*["']?(?:\.\/)?([^"'?#>\s]+)/gi);
	return Array.from(links, ([, link = ""]) => decoded(link.replace(/\/$/, "").split("/").at(-1) ?? ""));
}
/**
* Fetches a file of the mirror; a download that breaks off goes on where it stopped.
* @param file absolute path where it goes; its folder is made when it is not there
* @returns false when the mirror has no such file
* @throws UmlRunError as `download` does
*/
async function fetchFrom(mirror, path, file, options = {}) {
	const place = placeOn(mirror, path);
	if (typeof place !== "string") return download(place, file, options);
	options.signal?.throwIfAborted();
	await (0, node_fs_promises.mkdir)((0, node_path.dirname)(file), { recursive: true });
	const part = `${file}.${process.pid}.part`;
	try {
		if (!await copy(place, part)) return false;
		if (options.digest) await check(part, options.digest, place);
		await (0, node_fs_promises.rename)(part, file);
		return true;
	} finally {
		await (0, node_fs_promises.rm)(part, { force: true });
	}
}
/** @returns false where there is no such file */
async function copy(from, to) {
	try {
		await sizeOf$1(from);
		await (0, node_fs_promises.copyFile)(from, to);
		return true;
	} catch (cause) {
		if (isMissing(cause)) return false;
		throw require_compile_cache.isDiskFull(cause) || cause instanceof require_compile_cache.UmlRunError ? cause : unreadable(from, cause);
	}
}
/** Reading a pipe or a device may never end. */
async function sizeOf$1(place) {
	const stats = await (0, node_fs_promises.stat)(place);
	if (stats.isFile()) return stats.size;
	throw new require_compile_cache.UmlRunError("download-failed", `"${place}" is not a regular file`);
}
const isMissing = (cause) => ["ENOENT", "ENOTDIR"].includes(require_compile_cache.errnoOf(cause) ?? "");
function unreadable(place, cause) {
	return new require_compile_cache.UmlRunError("download-failed", `cannot read "${place}": ${require_compile_cache.messageOf(cause)}`, { cause });
}
function decoded(link) {
	try {
		return decodeURIComponent(link);
	} catch {
		return link;
	}
}
// src/kernel/release/checksums.ts
/** Lines of any other form are passed over: the signature is among them. */
function parseChecksums(text) {
	return {
		digests: new Map(Array.from(text.matchAll(/^([\da-f]{64})[ \t]+[*]?(\S+)[ \t\r]*$/gim), ([, digest = "", name = ""]) => [name, digest.toLowerCase()])),
		isSigned: text.includes("-----BEGIN PGP SIGNATURE-----")
	};
}
// src/kernel/release/kernel-mirror.ts
/** A place laid out as kernel.org's /pub/linux/kernel: `v6.x/linux-6.12.9.tar.xz`, `v6.x/sha256sums.asc`. */
/** Where releases come from unless `--kernel-mirror` says otherwise. */
const kernelOrg = "https://cdn.kernel.org/pub/linux/kernel/";
/** kernel.org's list of what it supports at the moment; other mirrors may have a copy beside their folders. */
const kernelOrgIndex = "https://www.kernel.org/releases.json";
/** @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder */
function openKernelMirror(name = kernelOrg) {
	return openMirror(name, "--kernel-mirror");
}
/** Where the list of supported releases is. */
function indexOf(mirror) {
	return String(mirror.base) === "https://cdn.kernel.org/pub/linux/kernel/" ? new URL(kernelOrgIndex) : placeOn(mirror, "releases.json");
}
// src/kernel/release/tarballs.ts
/** How kernel.org names its source tarballs and their folders. */
const tarball = /^linux-(\d+\.\d+(?:\.\d+){0,2})\.tar\.(xz|gz)$/;
/** The releases that these file names are the tarballs of. */
function versionsIn$1(names) {
	return [...new Set(names.flatMap((name) => tarball.exec(name)?.[1] ?? []))];
}
/** The name of a release's tarball among these names: the smaller where there are two. */
function tarballOf(version, names) {
	const smaller = `linux-${version}.tar.xz`;
	return names.includes(smaller) ? smaller : `linux-${version}.tar.gz`;
}
/** The folder of a mirror that has this version. */
const majorFolder = (version) => version.startsWith("2.") ? "v2.6" : `v${version.split(".")[0]}.x`;
// src/kernel/release/long-term.ts
/** Which release `auto` means where the distribution has no kernel. */
/** Long-term series known when this was written, such as `6.12`. */
const longTerm = [
	"6.18",
	"6.12",
	"6.6",
	"6.1",
	"5.15",
	"5.10"
];
/**
* The newest long-term release: of the index `releases.json` where the mirror has one, else of the series known here.
*
* @throws UmlRunError `download-failed` when the mirror has none of them
*/
async function newestLongTerm(mirror, signal) {
	const listed = releasesIn((await readPlace(indexOf(mirror), { signal }))?.toString("utf8"), ["longterm"]).at(-1);
	if (listed !== void 0) return listed;
	const names = (await Promise.all([...new Set(longTerm.map(majorFolder))].map((major) => readTextFrom(mirror, `${major}/sha256sums.asc`, signal)))).flatMap((text) => [...parseChecksums(text ?? "").digests.keys()]);
	const version = longTerm.flatMap((series) => pickVersion(series, versionsIn$1(names)) ?? [])[0];
	if (version === void 0) throw new require_compile_cache.UmlRunError("download-failed", `"${mirror.name}" does not have a long-term release of Linux`);
	return version;
}
/**
* The newest release of every series that is supported, long-term or stable: those of the index `releases.json` where
* the mirror has one, else of the series known here, as specs.
*/
async function supportedIn(mirror, signal) {
	const text = (await readPlace(indexOf(mirror), { signal }))?.toString("utf8");
	const listed = releasesIn(text, ["longterm", "stable"]);
	return listed.length > 0 ? listed : longTerm;
}
const isIndex = objectOf({ releases: arrayOf$1(objectOf({
	moniker: isText,
	version: isText
})) });
/** Oldest first; none where the text is no index. */
function releasesIn(text, monikers) {
	const { releases } = parseJson$1(text ?? "", isIndex) ?? { releases: [] };
	return releases.filter(({ moniker, version }) => monikers.includes(moniker) && seriesOf(version) !== version).map(({ version }) => version).sort(compareVersions);
}
// src/kernel/yaml-number.ts
/**
* Tells of a series that is most likely another, whose final 0 was lost: in a workflow, `kernel: 5.10` is a number.
* @returns undefined where the series is a long-term one itself, or the longer one is not
*/
function likelierSeries(spec) {
	const series = spec.kind === "release" ? spec.version : spec.kind === "distro" ? spec.wanted : void 0;
	if (series === void 0 || longTerm.includes(series) || !longTerm.includes(`${series}0`)) return void 0;
	const meant = spec.text.replace(series, `${series}0`);
	return `kernel "${spec.text}": did you mean '${meant}'? In YAML, ${series}0 without quotes is the number ${series}`;
}
// src/kernel/kernel.ts
/**
* A kernel that is ready to run: from the cache, else fetched or built. Its `name` is its version, which another kernel
* of the run may share.
* @throws UmlRunError of the kind `usage` when the spec means nothing that exists, `machine` when it cannot be
* provided; the signal's reason
*/
async function provideKernel(wanted, options, context) {
	const spec = typeof wanted === "string" ? parseKernelSpec(wanted) : wanted;
	const hint = likelierSeries(spec);
	if (hint !== void 0) context.log.warning(hint);
	const kernel = await provideOrRecall(spec, options, context);
	const words = await modeArguments(kernel, options, context.signal);
	return words.length > 0 ? {
		...kernel,
		arguments: words
	} : kernel;
}
/** What cannot be reached is replaced by the newest in the cache that the spec may mean. */
async function provideOrRecall(spec, options, context) {
	const { log, offline } = context;
	try {
		const kernel = await provide$2(spec, options, context);
		if (offline && leavesOpen(spec)) log.info(`kernel "${spec.text}" is Linux ${kernel.version}, from the cache (--offline)`);
		return kernel;
	} catch (cause) {
		if (!isGone(cause, spec) || options.rebuild || options.refresh && !offline) throw cause;
		const { newestInCache, nothingInCache } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.newest_in_cache_exports);
		const kernel = await newestInCache(spec, options, context);
		if (!kernel) throw offline ? await nothingInCache(spec, context) : cause;
		if (offline) log.info(`kernel "${spec.text}" is Linux ${kernel.version}, the newest in the cache (--offline)`);
		else log.warning(`${cause.message}; using Linux ${kernel.version}, the newest in the cache`);
		return kernel;
	}
}
/** Whether it is out of reach, or the archive has a kernel no more that it had. */
function isGone(cause, spec) {
	if (cause instanceof Unreachable) return true;
	if (!(cause instanceof require_compile_cache.UmlRunError) || spec.kind !== "distro" || spec.wanted === void 0) return false;
	return cause.code === "kernel-not-found" || cause.code === "archive-unavailable";
}
/** Whether a server would say which kernel it means. */
function leavesOpen(spec) {
	return spec.kind === "auto" || spec.kind === "distro" || spec.kind === "release" && seriesOf(spec.version) === spec.version;
}
async function provide$2(spec, options, context) {
	const { kind, text } = spec;
	switch (kind) {
		case "auto": return provide$2(await chooseKernel(text, options, context), options, context);
		case "distro":
			if (options.architecture === "i386") refuseDistro(text);
			sayReadyMade(text, options, context);
			return provideDistro({
				...spec,
				isKept: () => isKept(spec, options, context)
			}, options, context);
		case "release": return storedOrBuilt(spec, options, context);
		case "tarball":
		case "url": return fromSource(spec, options, context);
		case "path":
			if (await isFolder$1(spec)) return fromSource(spec, options, context);
			sayReadyMade(text, options, context);
			return provideExecutable(text, spec.path, context, options.architecture);
	}
}
async function storedOrBuilt(spec, options, context) {
	if (options.rebuild) return fromSource(spec, options, context);
	const { fromStore } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.from_store_exports);
	const stored = await fromStore(spec, options, context);
	if ("kernel" in stored) return stored.kernel;
	try {
		return await fromSource(spec, options, context);
	} catch (cause) {
		if (!(cause instanceof require_compile_cache.UmlRunError) || cause.code !== "tool-missing") throw cause;
		throw new require_compile_cache.UmlRunError("tool-missing", `${stored.lacking}; and ${cause.message}`, { cause });
	}
}
/** What builds kernels is loaded when one is to come of it. */
async function fromSource(spec, options, context) {
	const { provideFromSource } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.from_source_exports);
	return provideFromSource(spec, options, context);
}
async function isFolder$1({ text, path }) {
	return (await (0, node_fs_promises.stat)(path).catch((cause) => {
		throw new require_compile_cache.UmlRunError("kernel-not-found", `kernel "${text}": no such file or folder`, { cause });
	})).isDirectory();
}
async function isKept(spec, options, context) {
	if (options.refresh) return false;
	const { newestInCache } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.newest_in_cache_exports);
	return await newestInCache(spec, options, context) !== void 0;
}
function refuseDistro(text) {
	throw new require_compile_cache.UmlRunError("kernel-unsuitable", `--kernel-arch i386: kernel "${text}" is a package for x86_64; name a release, such as 6.12, or auto: kernels that are built can be for i386`);
}
function sayReadyMade(spec, { configuration = [] }, { log }) {
	if (configuration.length > 0) log.warning(`kernel "${spec}" is ready-made: --kernel-config does not change it`);
}
// src/kernel/transports.ts
/**
* Makes sure that a kernel that is linked statically has the network card that guests reach a network by.
* @param option that wants one, such as `--network user`
* @throws UmlRunError `kernel-unsuitable`
*/
async function requireNetworkCard({ spec, version, path }, option, signal) {
	if (readElf(path)?.interpreter !== void 0) return;
	const config = await configOf(path, signal);
	if (config.get("UML_NET_VECTOR") === "y") return;
	const why = config.get("STATIC_LINK") === "y" ? "is linked statically, which the driver of the network card forbids" : "lacks CONFIG_UML_NET_VECTOR";
	throw new require_compile_cache.UmlRunError("kernel-unsuitable", `${option}: kernel "${spec}", Linux ${version}, ${why}; use --kernel-config base`);
}
/**
* Makes sure that a kernel knows the networks that the user's own words for it name: recent ones know none of the
* legacy transports, and others only those that they are configured with.
* @throws UmlRunError `kernel-unsuitable`
*/
async function requireTransports({ spec, version, path }, commandLine, signal) {
	const transports = require_start.legacyTransports(commandLine);
	if (transports.length === 0) return;
	const config = await configOf(path, signal);
	for (const { words, name } of transports) {
		const symbol = `UML_NET_${name.toUpperCase()}`;
		if (config.get(symbol) !== "y") throw new require_compile_cache.UmlRunError("kernel-unsuitable", `--kernel-args "${words}": kernel "${spec}", Linux ${version}, lacks CONFIG_${symbol}; use --network user`);
	}
}
async function configOf(path, signal) {
	return parseConfig(await tool(path, ["--showconfig"], { signal }));
}
// src/kernel/store/store-index.ts
/** `index.json` of a store of kernels: what there is, and until when somebody stands for it. */
/** An archive's name. Other bytes have another, so that an index that is a little older still finds those that it means. */
function assetName(what, sha256) {
	return `${what}-x86_64-${sha256.slice(0, 12)}.tar.gz`;
}
/** Configurations that kernels of a store have: each is what `--kernel-config` calls so. */
const flavours = [
	"base",
	"base-static",
	"debug",
	"containers",
	"tiny",
	"defconfig"
];
/** More than this is no index. */
const maxIndexBytes = 2 ** 20;
/** The largest archive that a store may have, in bytes. */
const maxAssetBytes = 256 * 2 ** 20;
/**
* The flavour that a configuration is, on top of `base` or in its place.
* @param names as given to `--kernel-config`
* @returns undefined where no store has it
*/
function flavourOf(names = []) {
	const [name = "base", ...more] = names[0] === "base" ? names.slice(1) : names;
	return more.length === 0 ? flavours.find((flavour) => flavour === name) : void 0;
}
/**
* @param name of the index, for messages
* @throws UmlRunError `download-untrusted` when it is not such an index
*/
function parseIndex(bytes, name) {
	const text = bytes.toString("utf8");
	const index = parseJson$1(text, isStoreIndex);
	if (index) return index;
	const format = parseJson$1(text, objectOf({ format: isNumber$1 }))?.format;
	const how = format === void 0 || format === 1 ? "is not an index of kernels" : `has format ${format}, which this version of uml-run does not know: use a newer one`;
	throw new require_compile_cache.UmlRunError("download-untrusted", `"${name}" ${how}`);
}
const matching = (form) => (value) => isText(value) && form.test(value);
const isSha256 = matching(/^[0-9a-f]{64}$/);
const isWord = matching(/^[a-z][a-z0-9-]{0,30}$/);
const isLine = matching(/^[\x20-\x7e]{0,300}$/);
const hasFormOfTime = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
const isTime = (value) => hasFormOfTime(value) && !Number.isNaN(Date.parse(value));
const isCount = (most) => (value) => isNumber$1(value) && Number.isSafeInteger(value) && value >= 0 && value <= most;
const assetFields = {
	asset: matching(/^[A-Za-z0-9][\w.+-]{0,150}\.tar\.gz$/),
	size: isCount(maxAssetBytes),
	sha256: isSha256,
	date: isTime
};
const isStoredBusybox = objectOf({
	...assetFields,
	version: matching(/^[0-9][A-Za-z0-9.+:~-]{0,100}$/)
});
const hasFields = objectOf({
	...assetFields,
	release: isText,
	series: isText,
	flavour: isWord,
	config: isSha256,
	compiler: isLine,
	libc: isLine,
	source: isSha256,
	features: arrayOf$1(isWord)
});
const isStoredKernel = (value) => hasFields(value) && parseVersion(value.release) !== void 0 && value.series === seriesOf(value.release);
const isStoreIndex = objectOf({
	format: oneOf$1(1),
	serial: isCount(Number.MAX_SAFE_INTEGER),
	issued: isTime,
	expires: isTime,
	kernels: arrayOf$1(isStoredKernel),
	busybox: optional$1(isStoredBusybox)
});
// src/kernel/store/store-place.ts
/** Where a store of kernels is, and what is trusted there. */
/** Release of a repository that always has the newest store. */
const newestStore = "kernels";
const pinnedName = "kernels.json";
const isPinned = objectOf({
	release: isText,
	index: isStoreIndex
});
/**
* @param key the repository's own, which other places are checked with unless they name theirs
* @returns why there is no store, where nobody asked for one
* @throws UmlRunError `mirror-invalid` when it is neither a URL nor a folder; `option-invalid` when nothing says whom to
* trust
*/
async function openStorePlace({ store, repository }, key = "", folder = distFolder()) {
	if (store === "none") return { off: "the store of kernels is turned off (--kernel-store none)" };
	if (store === void 0) return openDefault(repository, key, folder);
	if (/^https?:\/\/[^/]*@/.test(store)) throw new require_compile_cache.UmlRunError("option-invalid", "--kernel-store: a URL with a user or a password is not supported");
	const [, place = store, own = key] = /^(.*)#key=([0-9a-f]{64})$/i.exec(store) ?? [];
	if (own === "" || place.includes("#")) throw new require_compile_cache.UmlRunError("option-invalid", `--kernel-store "${store}": nothing says whom to trust; end it with #key= and the 64 hexadecimal digits of the public key of the store, which "uml-run kernel publish" prints`);
	return {
		...await openMirror(place, "--kernel-store"),
		trust: own.toLowerCase()
	};
}
async function openDefault(repository, key, folder) {
	if (repository === void 0) return { off: "there is no store of kernels: no repository is known" };
	const at = async (release, trust) => ({
		...await openMirror(`${repository}/releases/download/${release}/`, "--kernel-store"),
		trust
	});
	const text = await (0, node_fs_promises.readFile)((0, node_path.join)(folder, pinnedName), "utf8").catch(() => void 0);
	const pinned = parseJson$1(text ?? "", isPinned);
	if (pinned) return at(pinned.release, pinned.index);
	if (text !== void 0) return { off: `there is no store of kernels: ${(0, node_path.join)(folder, pinnedName)} is damaged; install uml-run again` };
	if (key === "") return { off: "there is no store of kernels: this version has no public key to check one with" };
	return at(newestStore, key);
}
/**
* The repository that a runner took the Action from; undefined where it runs from the repository that it tests, and for
* the command, to which that variable names the action that called it. Only an action has inputs.
*/
function repositoryOfAction(environment) {
	const { GITHUB_ACTION_REPOSITORY: name, GITHUB_SERVER_URL: server, INPUT_TESTS: isAction } = environment;
	return /^[\w.-]+\/[\w.-]+$/.test(name ?? "") && /^https?:\/\//.test(server ?? "") && isAction ? `${server?.replace(/\/+$/, "")}/${name}` : void 0;
}
/** What package.json says, as a URL of https; undefined where it says none. */
function repositoryOfPackage(manifest) {
	const { repository } = manifest;
	const text = typeof repository === "object" ? repository.url : repository ?? "";
	const [, short] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text) ?? [];
	const url = short === void 0 ? text.replace(/^git\+/, "").replace(/\.git$/, "") : `https://github.com/${short}`;
	return /^https:\/\/[^/]+\/./.test(url) ? url : void 0;
}
// src/provision/store-options.ts
/** The part of the options that is about the store of kernels. */
function storeOptions({ kernelStore }) {
	const repository = repositoryOfAction(process.env) ?? repositoryOfPackage(require_start.package_default);
	return {
		...kernelStore !== void 0 && { store: kernelStore },
		...repository !== void 0 && { repository }
	};
}
// src/provision/guest-kernels.ts
/**
* The kernels that the options name, ready on this machine, each with a name of its own. One that this machine, a server
* or a compiler does not give, or that an archive or mirror does not have (any more), has a `problem`, about which there
* is a warning.
* @param onReady called for each as soon as guests can boot on it, while others may still be built
* @throws UmlRunError when one of them is not what it has to be, or none can be provided; the signal's reason
*/
async function provideGuestKernels(options, context, onReady = () => {}) {
	const provide = (spec) => async (signal) => {
		try {
			const kernel = await provideKernel(spec, kernelOptions(options), {
				...context,
				signal
			});
			await requireSuitable(kernel, options, signal);
			onReady(kernel);
			return kernel;
		} catch (error) {
			if (error instanceof require_compile_cache.UmlRunError && isUnavailable(spec, error)) return {
				spec,
				error
			};
			throw error;
		}
	};
	return named$1(allOrSome(await allOrNone(options.kernels.map(provide), context.signal), context));
}
/** @throws UmlRunError `kernel-unsuitable` */
async function requireSuitable(kernel, options, signal) {
	if (kernel.version === (0, node_os.release)()) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${kernel.spec}" reports the same release as the host's kernel (${(0, node_os.release)()}), so results could not be told apart; choose another`);
	await requireTransports(kernel, options.kernelArguments, signal);
	const networkOption = networkOptionOf(options);
	if (networkOption !== void 0) await requireNetworkCard(kernel, networkOption, signal);
}
/** The option by which guests need a network card, if one does. */
function networkOptionOf({ network: { mode }, guests }) {
	if (mode !== "none") return `--network ${mode}`;
	return guests.length > 0 ? "--guests" : void 0;
}
/** What archives and mirrors have changes from day to day: only what the user has to correct ends a run. */
function isUnavailable(spec, { kind, code }) {
	if (kind === "machine") return true;
	return code === "kernel-not-found" && ["distro", "release"].includes(parseKernelSpec(spec).kind);
}
/** One kernel that is missing costs no other its tests. */
function allOrSome(ends, { log }) {
	const missing = ends.filter((end) => "error" in end);
	const first = missing.find(({ error }) => error.kind === "usage") ?? missing[0];
	const isEach = missing.length === ends.length;
	for (const one of missing) if (!isEach || one !== first) log.warning(`kernel "${one.spec}" is not available: ${one.error.message}`);
	if (isEach && first) throw first.error;
	return ends.map((end) => "error" in end ? unavailable(end) : end);
}
function unavailable({ spec, error }) {
	return {
		spec,
		name: spec,
		version: "",
		source: "not available",
		path: "",
		sha256: "",
		problem: `kernel "${spec}" is not available: ${error.message}`
	};
}
/** The options that decide how kernels are provided. */
function kernelOptions(options) {
	const { aptArchive, kernelMirror, kernelConfig, kernelArchitecture } = options;
	const { userspace, timeTravel, bootTimeoutSeconds } = options;
	return {
		...aptArchive !== void 0 && { aptArchive },
		...kernelMirror !== void 0 && { mirror: kernelMirror },
		...storeOptions(options),
		configuration: kernelConfig,
		architecture: kernelArchitecture,
		userspace,
		timeTravel,
		checkBoots: (executable, signal) => checkBoots(executable, bootTimeoutSeconds, signal)
	};
}
/** The kernel's command line beyond what every guest has: what its mode needs comes before the user's own words. */
function commandLineOf({ arguments: words = [] }, { kernelArguments }) {
	return [...words, kernelArguments].join(" ");
}
/** Kernels of one release have the spec in their names; the name of one that is missing is its spec. */
function named$1(kernels) {
	return kernels.map((kernel) => {
		const { spec, version, problem } = kernel;
		const alone = kernels.filter((other) => other.version === version || other.spec === version).length === 1;
		if (problem !== void 0) return kernel;
		return {
			...kernel,
			name: alone ? version : `${version} (${spec})`
		};
	});
}
// src/rootfs/tree/follow.ts
/** As many as the kernel follows. */
const maxLinks$1 = 40;
/**
* Follows a path in a tree as a guest will whose root it is: a link never leads out of the tree.
* @param root absolute path of the tree
* @param hidden paths that the guest does not see
* @param last whether a link at the end of the path is followed too
* @returns undefined where links go round in circles
*/
function follow(root, path, { hidden = [], last = true } = {}) {
	const left = partsOf(path);
	const at = [];
	let links = 0;
	let exists = true;
	for (let part = left.shift(); part !== void 0; part = left.shift()) {
		if (part === "..") {
			at.pop();
			continue;
		}
		at.push(part);
		const here = at.join("/");
		const stats = exists && !hidden.includes(`/${here}`) ? statsOf((0, node_path.join)(root, here)) : void 0;
		if (!stats) exists = false;
		else if (stats.isSymbolicLink() && (last || left.length > 0)) {
			if (++links > maxLinks$1) return void 0;
			const target = (0, node_fs.readlinkSync)((0, node_path.join)(root, here));
			at.pop();
			if (target.startsWith("/")) at.length = 0;
			left.unshift(...partsOf(target));
		} else if (!stats.isDirectory() && left.length > 0) exists = false;
	}
	return {
		path: at.join("/"),
		exists
	};
}
/**
* There is no file whose name no file can have: one that is too long, or has a NUL in it. Nor is there one for guests in a
* folder that is closed to the user they run as.
*/
function statsOf(path) {
	try {
		return (0, node_fs.lstatSync)(path, { throwIfNoEntry: false });
	} catch (cause) {
		if (![
			"ENAMETOOLONG",
			"ERR_INVALID_ARG_VALUE",
			"EACCES"
		].includes(require_compile_cache.errnoOf(cause) ?? "")) throw cause;
		return;
	}
}
function partsOf(path) {
	return path.split("/").filter((part) => part !== "" && part !== ".");
}
/** Whether a link's target leads above the root of its tree. */
function climbs(link, target) {
	let depth = target.startsWith("/") ? 0 : link.split("/").length - 1;
	for (const part of target.split("/")) {
		if (part === ".." && --depth < 0) return true;
		if (part !== ".." && part !== "." && part !== "") depth++;
	}
	return false;
}
// src/rootfs/foreign-program.ts
/** Programs that nearly every root file system has one of. */
const usual$1 = [
	"bin/sh",
	"bin/busybox",
	"bin/bash",
	"usr/bin/env",
	"sbin/init",
	"bin/ls",
	"lib/ld-musl-x86_64.so.1"
];
/**
* The first program of the rootfs, where it is not for the kernels.
* @returns its path in the guest and its architecture; undefined when it is for x86-64, or there is no program
*/
function foreignProgram({ path, hidden }) {
	for (const program of usual$1) {
		const place = follow(path, program, { hidden: hidden ?? [] });
		const header = place?.exists ? headerOf((0, node_path.join)(path, place.path)) : void 0;
		if (header) return isRunnable$1(header) ? void 0 : {
			program: `/${program}`,
			architecture: architectureName(header)
		};
	}
}
/** @returns undefined for what is not an ELF file, or cannot be read */
function headerOf(path) {
	try {
		return readElfHeader(path);
	} catch (cause) {
		if (cause instanceof MalformedFile || require_compile_cache.errnoOf(cause) !== void 0) return void 0;
		throw cause;
	}
}
// src/fs/home-folder.ts
/** The home folder of this user; `/` for one that has none, such as any user ID that a container is started with. */
function homeFolder() {
	try {
		return (0, node_os.homedir)();
	} catch {
		return "/";
	}
}
/** The same without links, as far as it is there. */
function realHome() {
	const home = homeFolder();
	return realPath(home) ?? home;
}
// src/rootfs/host-rootfs.ts
/** Where services keep what nobody else should see: keys, passwords. */
const secretPaths = [
	"/etc/shadow",
	"/etc/gshadow",
	"/etc/shadow-",
	"/etc/gshadow-",
	"/etc/ssh",
	"/etc/ssl/private"
];
/** Where people do. */
const homes = ["/home", "/root"];
/**
* This machine's own root, which guests see read-only.
* @param hide absolute paths that they do not see
* @throws UmlRunError `option-invalid` for a path that is not absolute, and for `/`
*/
function hostRootfs(spec, hide) {
	for (const path of hide) {
		if (!path.startsWith("/")) throw new require_compile_cache.UmlRunError("option-invalid", `--hide "${path}": expected an absolute path`);
		if ((0, node_path.resolve)(path) === "/") throw new require_compile_cache.UmlRunError("option-invalid", "--hide \"/\": nothing would be left; use --rootfs minimal");
	}
	const own = guestFolders.map((name) => `/${name}`);
	const hidden = [
		...homes,
		...secretPaths,
		...own,
		homeFolder(),
		...hide
	].flatMap((path) => [(0, node_path.resolve)(path), realPath((0, node_path.resolve)(path)) ?? path]).filter((path) => path !== "/");
	return {
		spec,
		path: "/",
		hidden: [...new Set(hidden)]
	};
}
// src/cache/entries.ts
/** @returns the finished entries of a kind, the one used last first */
async function listEntries(cache, kind) {
	const keys = await (0, node_fs_promises.readdir)((0, node_path.join)(cache.folder, kind)).catch(() => []);
	return (await Promise.all(keys.map((key) => lookAt((0, node_path.join)(cache.folder, kind, key), key)))).flatMap((entry) => entry ?? []).sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}
async function lookAt(folder, key) {
	const fingerprints = readFingerprints(folder);
	if (!fingerprints) return void 0;
	const { mtime: lastUsed } = await (0, node_fs_promises.stat)((0, node_path.join)(folder, fingerprintsName));
	return {
		key,
		folder,
		bytes: Object.values(fingerprints.files).reduce((sum, [size]) => sum + size, 0),
		lastUsed
	};
}
/** @returns false when there was no such entry */
async function removeEntry(context, kind, key) {
	const { cache } = context;
	const entry = (await listEntries(cache, kind)).find((entry) => entry.key === key);
	if (!entry) return false;
	const lock = lockOf({
		kind,
		key
	});
	await locked(context, lock, async () => {
		const aside = (0, node_path.join)(cache.folder, "making", lock);
		require_compile_cache.makeFolder(aside);
		await (0, node_fs_promises.rename)(entry.folder, (0, node_path.join)(aside, "old"));
		await (0, node_fs_promises.rm)(aside, {
			recursive: true,
			force: true
		});
	});
	return true;
}
// src/rootfs/recall.ts
/**
* A rootfs, or the newest in the cache that its spec may mean, where an archive or a mirror is out of reach.
* @throws Unreachable when there is none; offline, it lists what there is
*/
async function orRecall(find, recall, context) {
	const { cache, log, offline } = context;
	try {
		const rootfs = await find();
		const version = recall.versionOf((0, node_path.basename)((0, node_path.dirname)(rootfs.path)));
		if (offline && recall.isOpen) log.info(`rootfs "${recall.text}" is ${recall.what} ${version}, from the cache (--offline)`);
		return rootfs;
	} catch (cause) {
		if (!(cause instanceof Unreachable)) throw cause;
		const there = (await listEntries(cache, "rootfs")).map(({ key }) => ({
			key,
			version: recall.versionOf(key) ?? ""
		})).filter(({ version }) => version !== "").sort((left, right) => compareNatural(right.version, left.version));
		const newest = there.find(({ version }) => recall.isMeant(version));
		if (!newest) throw offline ? nothingInCache(recall, there) : cause;
		const found = `${recall.what} ${newest.version}, the newest in the cache`;
		if (offline) log.info(`rootfs "${recall.text}" is ${found} (--offline)`);
		else log.warning(`${cause.message}; using ${found}`);
		const make = async () => requireNetwork({ offline: true }, `${recall.what} ${newest.version}, undamaged,`);
		const { folder } = await entry(context, "rootfs", newest.key, make);
		return {
			spec: recall.text,
			path: (0, node_path.join)(folder, "tree")
		};
	}
}
function nothingInCache({ text, what }, there) {
	const versions = there.map(({ version }) => `${what} ${version}`);
	return notInCache(`rootfs "${text}"`, versions, what);
}
// src/apt/busybox-package.ts
/** Name of the package with a static busybox. */
const busyboxPackage = "busybox-static";
/**
* Fetches that package from where this machine's apt has it, and unpacks it.
* @param scratch a folder for it
* @throws UmlRunError as `fetchMachinePackage`; `rootfs-failed` when it is not the expected package
*/
async function unpackBusybox(wanted, scratch, context) {
	const deb = await fetchMachinePackage(wanted, (0, node_path.join)(scratch, "deb"), context);
	const files = (0, node_path.join)(scratch, "files");
	await unpackDeb(deb, files, context);
	return {
		deb,
		files,
		executable: await findBusybox(files)
	};
}
/** Packages since Debian 13 have everything below usr. */
async function findBusybox(files) {
	for (const path of [(0, node_path.join)(files, "bin/busybox"), (0, node_path.join)(files, "usr/bin/busybox")]) if (await (0, node_fs_promises.stat)(path).then((stats) => stats.isFile(), () => false)) return path;
	throw new require_compile_cache.UmlRunError("rootfs-failed", "apt's busybox-static has no bin/busybox: it is not the expected package");
}
// src/rootfs/minimal/busybox.ts
/**
* Puts busybox into the tree, with a symbolic link for each of its applets where that belongs. Those are two files under
* hundreds of names, not hundreds of files: a cache unpacks them in a third of the time.
* On a file system that gives a file one name only, each applet is a symbolic link of its own.
* @param executable is moved there
*/
async function installBusybox(tree, executable, signal) {
	const busybox = (0, node_path.join)(tree, "bin/busybox");
	const shell = (0, node_path.join)(tree, "bin/sh");
	await (0, node_fs_promises.rename)(executable, busybox);
	await (0, node_fs_promises.chmod)(busybox, 493);
	const applets = (await tool(busybox, ["--list-full"], { signal })).split("\n").filter((path) => path !== "");
	if (!applets.includes("bin/sh")) throw new require_compile_cache.UmlRunError("rootfs-failed", "the static busybox has no bin/sh");
	await (0, node_fs_promises.symlink)("busybox", shell);
	const names = applets.filter((name) => name !== "bin/busybox" && name !== "bin/sh");
	const folders = new Set(names.map(node_path.dirname).filter((folder) => folder !== "bin" && folder !== "."));
	for (const folder of folders) {
		const target = (0, node_path.relative)((0, node_path.join)(tree, folder), busybox);
		await (0, node_fs_promises.link)(busybox, (0, node_path.join)(tree, folder, "busybox")).catch(() => (0, node_fs_promises.symlink)(target, (0, node_path.join)(tree, folder, "busybox")));
	}
	for (const name of names) if ((0, node_path.dirname)(name) === ".") await (0, node_fs_promises.symlink)("bin/busybox", (0, node_path.join)(tree, name));
	else await (0, node_fs_promises.link)(shell, (0, node_path.join)(tree, name)).catch(() => (0, node_fs_promises.symlink)("busybox", (0, node_path.join)(tree, name)));
}
// src/rootfs/minimal/files.ts
const files = {
	"etc/passwd": `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
`,
	"etc/group": `root:x:0:
tty:x:5:
nogroup:x:65534:
`,
	"etc/hosts": `127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
127.0.1.1 uml
`,
	"etc/hostname": `uml\n`,
	"etc/nsswitch.conf": `passwd: files
group: files
hosts: files dns
`,
	"etc/shells": "/bin/sh\n",
	"etc/resolv.conf": ""
};
/** Writes what programs read in /etc. */
async function writeFiles(tree, busyboxVersion) {
	const all = {
		...files,
		"etc/os-release": osRelease(busyboxVersion)
	};
	for (const [path, text] of Object.entries(all)) {
		await (0, node_fs_promises.writeFile)((0, node_path.join)(tree, path), text);
		await (0, node_fs_promises.chmod)((0, node_path.join)(tree, path), 420);
	}
	await (0, node_fs_promises.symlink)("/proc/mounts", (0, node_path.join)(tree, "etc/mtab"));
	await (0, node_fs_promises.symlink)("../run", (0, node_path.join)(tree, "var/run"));
}
const osRelease = (busyboxVersion) => `NAME="uml-run minimal"
ID=uml-run-minimal
PRETTY_NAME="uml-run minimal (busybox ${busyboxVersion})"
VERSION_ID="${busyboxVersion}"
`;
// src/rootfs/minimal/folders.ts
/** What a program expects to find, and where the guest mounts its file systems. */
const folders = [
	[
		"bin",
		"sbin",
		"lib",
		"lib64",
		"etc",
		"opt",
		"srv",
		"home",
		"mnt",
		"media"
	],
	[
		"usr",
		"usr/bin",
		"usr/sbin",
		"usr/lib",
		"usr/lib64",
		"usr/share"
	],
	[
		"usr/local",
		"usr/local/bin",
		"usr/local/sbin",
		"usr/local/lib"
	],
	[
		"var",
		"var/cache",
		"var/lib",
		"var/log",
		"var/spool"
	],
	[
		"dev",
		"proc",
		"sys",
		"run"
	]
].flat();
const modes = {
	tmp: 1023,
	"var/tmp": 1023,
	root: 448
};
async function makeFolders(tree) {
	for (const path of [
		".",
		...folders,
		...Object.keys(modes)
	]) {
		await (0, node_fs_promises.mkdir)((0, node_path.join)(tree, path), { recursive: true });
		await (0, node_fs_promises.chmod)((0, node_path.join)(tree, path), modes[path] ?? 493);
	}
}
// src/rootfs/minimal/make-minimal.ts
/** Increase it whenever something else is made from the same busybox. */
const layout = 2;
/** The rootfs with that busybox: from the cache, or made now. */
async function makeMinimal(spec, busybox, context) {
	const { version, architecture, sha256, from } = busybox;
	const place = await folderForGuests(context, "rootfs", [
		`minimal-${layout}`,
		busyboxPackage,
		version,
		architecture,
		sha256.slice(0, 16)
	].join("_").replaceAll(":", "-"), async (folder, scratch) => {
		const tree = (0, node_path.join)(folder, "tree");
		const { executable, documents } = await busybox.fetch(scratch);
		await makeFolders(tree);
		await installBusybox(tree, executable, context.signal);
		const documentation = (0, node_path.join)(tree, "usr/share/doc", busyboxPackage);
		for (const path of documents) await (0, node_fs_promises.cp)(path, (0, node_path.join)(documentation, (0, node_path.basename)(path)));
		await writeFiles(tree, version);
		if (from !== void 0) await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, sourceName), `busybox ${version} from ${from}`);
	});
	return {
		spec,
		path: (0, node_path.join)(place, "tree")
	};
}
/** Beside the tree: which store an entry is of, for later runs, too. */
const sourceName = "source";
/** The same rootfs, with the store that its busybox is of, if any. */
function withSource(rootfs) {
	const source = readTextSync((0, node_path.join)((0, node_path.dirname)(rootfs.path), sourceName));
	return source === void 0 ? rootfs : {
		...rootfs,
		source
	};
}
/** @returns the version of busybox, by the key of an entry; undefined for one of another rootfs */
function versionInKey(key) {
	return new RegExp(`^minimal-${layout}_${busyboxPackage}_([^_]+)_`).exec(key)?.[1];
}
// src/rootfs/minimal/minimal-of-apt.ts
/** The rootfs with the busybox of this machine's apt. */
async function minimalOfApt(spec, { refresh = false }, context) {
	const busybox = await find(refresh);
	try {
		return await make(busybox);
	} catch (cause) {
		if (!(cause instanceof NotFetched)) throw cause;
		const newer = await find(true);
		if (newer.version === busybox.version) throw cause;
		return await make(newer);
	}
	function find(refresh) {
		return cachedLookup(context, busyboxPackage, {
			isValid: isPackage,
			refresh,
			share: true
		}, () => machinePackage(busyboxPackage, context));
	}
	function make(busybox) {
		const { version, architecture, sha256 } = busybox;
		const fetch = async (scratch) => {
			context.log.progress(`fetching ${busyboxPackage} ${version}`);
			const { executable } = await unpackBusybox(busybox, scratch, context);
			return {
				executable,
				documents: []
			};
		};
		return makeMinimal(spec, {
			version,
			architecture,
			sha256,
			fetch
		}, context);
	}
}
// src/rootfs/minimal/minimal-offered.ts
/** The rootfs with a busybox that does not come from apt. What is offered is not saved anywhere else. */
async function minimalOffered(spec, offered, context) {
	const { version, sha256, from } = offered;
	const fetch = async (scratch) => {
		const files = await offered.fetch();
		for (const [name, bytes] of files) await (0, node_fs_promises.writeFile)((0, node_path.join)(scratch, name), bytes);
		requireStatic((0, node_path.join)(scratch, "busybox"), from);
		const documents = [...files.keys()].filter((name) => name !== "busybox").map((name) => (0, node_path.join)(scratch, name));
		return {
			executable: (0, node_path.join)(scratch, "busybox"),
			documents
		};
	};
	const local = {
		...context,
		cache: {
			...context.cache,
			remotes: []
		}
	};
	const rootfs = await makeMinimal(spec, {
		version,
		architecture: "amd64",
		sha256,
		from,
		fetch
	}, local);
	context.log.info(`rootfs "${spec}": busybox ${version} from ${from}`);
	return rootfs;
}
/** It is run to say what its applets are, here and with this machine's rights. */
function requireStatic(busybox, from) {
	const elf = unlessDamaged(() => readElf(busybox));
	if (elf && isRunnable$1(elf, "x86_64") && elf.interpreter === void 0) return;
	throw new require_compile_cache.UmlRunError("download-untrusted", `busybox of ${from} is not a static program for x86-64: it is not used`);
}
// src/rootfs/minimal/minimal.ts
/**
* A static busybox, and the folders and files that a program expects. The busybox is that of this machine's apt; where
* apt gives none, it is the one in the cache, or else what the options offer in its place.
* @throws UmlRunError that says why each of them cannot be had
*/
async function provideMinimal(spec, options, context) {
	return withSource(await aptOrOffered(spec, options, context));
}
async function aptOrOffered(spec, options, context) {
	const recall = {
		text: spec,
		what: "busybox",
		isOpen: false,
		versionOf: versionInKey,
		isMeant: () => true
	};
	const { offeredBusybox } = options;
	try {
		return await orRecall(() => minimalOfApt(spec, options, context), recall, context);
	} catch (ofApt) {
		if (!offeredBusybox || !isOfApt(ofApt)) throw ofApt;
		return orRecall(() => provideOffered(spec, ofApt, offeredBusybox, context), recall, context);
	}
}
async function provideOffered(spec, ofApt, offer, context) {
	const offered = await offer(context);
	if ("lacking" in offered) throw neither(ofApt, offered.lacking);
	try {
		return await minimalOffered(spec, offered, context);
	} catch (cause) {
		if (cause instanceof require_compile_cache.UmlRunError && cause.code.startsWith("download-")) throw neither(ofApt, cause.message);
		throw cause;
	}
}
/** What the cache has may still do in their place. */
function neither(ofApt, ofOther) {
	return new Unreachable(ofApt.code, `${ofApt.message}; and ${ofOther}; name a store that has a busybox with --kernel-store, or another rootfs, such as --rootfs host`, { cause: ofApt });
}
/** There is no apt, or it does not have the package, or does not get it. */
function isOfApt(cause) {
	return cause instanceof require_compile_cache.UmlRunError && [
		"tool-missing",
		"archive-unavailable",
		"not-in-cache"
	].includes(cause.code);
}
// src/rootfs/lookup.ts
/** What the tree itself has there, no guest sees. */
const covered = guestFolders.map((name) => `/${name}`);
/**
* Whether a path exists in the rootfs as the guest will see it: links are followed inside the rootfs, never out of it.
*/
function rootfsHas(rootfs, path) {
	return fileInRootfs(rootfs, path) !== void 0;
}
/**
* @returns the file of the host, by its absolute path, that a path of the guest leads to; undefined where there is none
*/
function fileInRootfs({ path: root, hidden, shown = [] }, path) {
	if (isSeen(shown, path)) return path;
	const place = follow(root, path, { hidden: [...covered, ...hidden ?? []] });
	return place?.exists ? (0, node_path.join)(root, place.path) : void 0;
}
/**
* Where a path leads in a rootfs whose folders may be links (`/lib` to `usr/lib`): with the links of its folders
* followed.
*/
function placeInRootfs({ path: root }, path) {
	const place = follow(root, path, {
		last: false,
		hidden: covered
	});
	return place ? `/${place.path}` : path;
}
/** Whether tests may write everywhere in their guest's view of it. `minimal` is there to start fast. */
function isWritable({ spec }) {
	return spec !== "minimal";
}
// src/rootfs/missing-parts.ts
/** A root file system has at least one of these. */
const usual = [
	"bin",
	"sbin",
	"usr",
	"lib",
	"etc"
];
/**
* Says what a rootfs lacks that many tests need.
* @throws UmlRunError `rootfs-invalid` when it is empty, or something other than a root file system
*/
function tellWhatItLacks(rootfs, log) {
	const { spec, path } = rootfs;
	const is = meaningOf(path, namesIn$1(path, spec));
	if (is) throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${spec}" is not a root file system: ${is}`);
	if (!rootfsHas(rootfs, "/bin/sh")) log.info(`rootfs "${spec}" has no /bin/sh: shell scripts cannot run in it`);
}
function namesIn$1(path, spec) {
	try {
		return (0, node_fs.readdirSync)(path);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${spec}": cannot read "${path}": ${require_compile_cache.messageOf(cause, path)}`, { cause });
	}
}
function meaningOf(path, names) {
	if (names.length === 0) return "it is empty";
	if (names.some((name) => usual.includes(name))) return void 0;
	if (names.includes("oci-layout")) return "it is a container image; use oci:<folder>";
	if (names.includes("manifest.json") && names.length > 1) return "it is an unpacked container image; use docker-archive:<file>";
	const [only = "", ...others] = names;
	const inner = (0, node_path.join)(path, only);
	if (others.length > 0 || !(0, node_fs.statSync)(inner, { throwIfNoEntry: false })?.isDirectory()) return void 0;
	return usual.some((name) => (0, node_fs.existsSync)((0, node_path.join)(inner, name))) ? `it has only the folder "${only}", which looks like one: unpack it and name that folder` : void 0;
}
// src/rootfs/rootfs-spec.ts
/**
* Parses a rootfs spec. Anything that is not another spec is a path.
* @throws UmlRunError `rootfs-spec-invalid`, which lists the specs that there are
*/
function parseRootfsSpec(text) {
	if (text === "minimal" || text === "host") return {
		kind: text,
		text
	};
	const [, alpine, wanted] = /^(alpine)(?::v?(\d+\.\d+(?:\.\d+)?|latest))?$/.exec(text) ?? [];
	if (alpine) return {
		kind: "alpine",
		text,
		...wanted && wanted !== "latest" && { wanted }
	};
	if (/^docker:\/\/./.test(text)) return {
		kind: "docker",
		text,
		place: text
	};
	const [, kind, place] = /^(docker-archive|oci):(.*)$/s.exec(text) ?? [];
	if (place !== void 0) return {
		kind: kind === "oci" ? "oci" : "docker-archive",
		text,
		place
	};
	const path = (0, node_path.resolve)(text);
	if ((0, node_fs.existsSync)(path)) return {
		kind: "path",
		text,
		path
	};
	throw new require_compile_cache.UmlRunError("rootfs-spec-invalid", `rootfs "${text}": ${reasonOf$1(text, path)}`);
}
function reasonOf$1(text, path) {
	if (text.startsWith("alpine:")) return "expected a series or a release of Alpine, such as alpine:3.19 or alpine:3.19.4";
	if (text.startsWith("docker:") || text.startsWith("oci-archive:") || text.startsWith("docker-daemon:")) return "this kind of image cannot be used directly: run docker save <image> -o x.tar, then use docker-archive:x.tar";
	if (/^https?:/.test(text)) return "a URL cannot be used: download the file, and name it";
	if (/[/.]/.test(text)) return `"${path}" does not exist`;
	return "unknown rootfs; use minimal (a static busybox), alpine, alpine:<version>, host (this machine), a folder, a tarball, a disk image (ext2, ext3, ext4, squashfs), docker-archive:<file>, oci:<folder> or docker://<image>";
}
// src/rootfs/rootfs.ts
/**
* A root file system that is ready to boot from: from the cache, or made now. Nobody writes to it.
* @throws UmlRunError a `rootfs-\u2026` code when the spec names nothing that exists or nothing that guests can use; another
*   code when it cannot be made here or downloaded; the signal's reason
*/
async function provideRootfs(wanted, options, context) {
	const rootfs = await provide$1(typeof wanted === "string" ? parseRootfsSpec(wanted) : wanted, options, context);
	const foreign = foreignProgram(rootfs);
	if (foreign) throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${rootfs.spec}" is for ${foreign.architecture} (${foreign.program}), but the kernels are x86-64: use one for x86_64`);
	tellWhatItLacks(rootfs, context.log);
	return rootfs;
}
/** What a kind needs is loaded when it is asked for. */
async function provide$1(spec, options, context) {
	switch (spec.kind) {
		case "minimal": return provideMinimal(spec.text, options, context);
		case "alpine": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.alpine_exports)).provideAlpine(spec, options, context);
		case "host": return hostRootfs(spec.text, options.hide ?? []);
		case "docker":
		case "docker-archive":
		case "oci": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.container_exports)).provideContainer(spec, options, context);
		case "path": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.provide_path_exports)).providePath(spec, options, context);
	}
}
// src/provision/options-for-rootfs.ts
/** The part of the options that is about the root file system; paths that are not absolute are of another folder. */
function rootfsOptions(options) {
	const { alpineMirror, hide, rootfsLimitMegabytes } = options;
	return {
		...alpineMirror && { alpineMirror },
		hide: hide.filter((path) => path.startsWith("/")),
		limitMegabytes: rootfsLimitMegabytes,
		async offeredBusybox(context) {
			const { busyboxInStore } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.busybox_in_store_exports);
			return busyboxInStore(storeOptions(options), context);
		}
	};
}
// src/provision/guest-rootfs.ts
/**
* The root file system that the options name, with their packages, ready on this machine.
* @throws UmlRunError when it cannot be provided; the signal's reason
*/
async function provideGuestRootfs(options, context) {
	const { rootfs: spec, rootfsPackages } = options;
	if (rootfsPackages.length === 0) return provideRootfs(spec, rootfsOptions(options), context);
	const { later: _, ...now } = context;
	const base = await provideRootfs(spec, rootfsOptions(options), now);
	const { withPackages } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.packages_exports);
	return withPackages(base, options, now);
}
// src/program/env-command.ts
/**
* The command that a script's `#!/usr/bin/env \u2026` line has `env` look for.
* @returns undefined for a path, and where there are options or assignments but `-S`
*/
function commandOfEnv(path) {
	const script = parseScript(readHead(path));
	if (!script || "problem" in script) return void 0;
	const words = (script.argument ?? "").split(/[ \t]+/);
	const [word = ""] = words[0] === "-S" ? words.slice(1) : words;
	return /^[^-/=][^/=]*$/.test(word) ? word : void 0;
}
// src/program/in-rootfs.ts
const muslLoader = "/lib/ld-musl-x86_64.so.1";
const muslFolders = [
	"/lib",
	"/usr/local/lib",
	"/usr/lib"
];
/** Names that musl answers itself. */
const muslOwn = /^lib(?:c|pthread|rt|m|dl|util|xnet)\.(?!so\.6$)/;
/**
* Looks for a program's loader and libraries in a root file system, as that loader would in the guest.
* @param path of the program on the host
* @param rootfs its name, for messages
* @returns undefined for what is not a dynamically linked program that the kernels can run
*/
function lookInRootfs(path, fileOf, rootfs, options = {}) {
	const elf = tryElf(path);
	if (!elf?.interpreter || !isRunnable$1(elf) || !elf.hasEntry) return void 0;
	const interpreter = fileOf(elf.interpreter);
	if (interpreter === void 0) return {
		...nothing,
		lacks: `needs the dynamic loader ${elf.interpreter}, which the rootfs "${rootfs}" does not have`
	};
	try {
		const main = {
			elf,
			hostPath: (0, node_fs.realpathSync)(path),
			guestPath: path,
			beside: true
		};
		const loader = {
			elf: readLibrary(interpreter),
			hostPath: interpreter,
			guestPath: elf.interpreter,
			beside: false
		};
		const isMusl = /\/ld-musl-[^/]*$/.test(elf.interpreter) || isOfGcompat(fileOf);
		const rules = isMusl ? muslRules(fileOf, options) : glibcRules(interpreter, fileOf, options);
		const { loaded, missing, through } = findLibraries(main, [loader], rules);
		const siblings = loaded.filter(({ beside }) => beside);
		const libraries = loaded.filter(({ beside, guestPath, hostPath }) => !beside && fileOf(guestPath) !== hostPath);
		const [first] = missing;
		const found = {
			siblings: filesOf$1(siblings),
			libraries: filesOf$1(libraries),
			...libraries.length > 0 && through.length > 0 && { folders: through }
		};
		if (first) {
			const by = first.by === main ? "" : `, which ${first.by.guestPath} needs`;
			return {
				...found,
				missing: `needs the library ${first.name}${by}, which the rootfs "${rootfs}" does not have`
			};
		}
		const version = isMusl ? void 0 : missingVersion([
			main,
			...siblings,
			...libraries
		], loaded);
		if (version === void 0) return found;
		return {
			...found,
			lacks: `needs ${version}, which is newer than the libraries of the rootfs "${rootfs}"`
		};
	} catch (error) {
		if (!(error instanceof MalformedFile)) throw error;
		return {
			...nothing,
			lacks: `needs ${error.library}, which is damaged in the rootfs "${rootfs}": ${error.message}`
		};
	}
}
const nothing = {
	siblings: [],
	libraries: []
};
function filesOf$1(loaded) {
	return loaded.map(({ guestPath, hostPath }) => ({
		path: guestPath,
		source: (0, node_fs.realpathSync)(hostPath)
	}));
}
/** Its loader for glibc's programs hands on to musl's. */
function isOfGcompat(fileOf) {
	return fileOf(muslLoader) !== void 0 && fileOf("/lib/libgcompat.so.0") !== void 0;
}
function tryElf(path) {
	try {
		return readElf(path);
	} catch {
		return;
	}
}
function glibcRules(loader, fileOf, options) {
	const folders = defaultFolders(loader);
	const cacheFile = fileOf("/etc/ld.so.cache");
	const cached = cacheFile === void 0 ? () => [] : readLibraryCache(cacheFile);
	return rules(fileOf, folders, (name) => [...cached(name), ...folders.map((folder) => `${folder}/${name}`)], () => false, options);
}
function muslRules(fileOf, options) {
	const pathFile = fileOf("/etc/ld-musl-x86_64.path");
	const folders = (pathFile === void 0 ? void 0 : (0, node_fs.readFileSync)(pathFile, "utf8").split(/[\n:]/))?.filter((folder) => folder.startsWith("/")) ?? muslFolders;
	return rules(fileOf, folders, (name) => folders.map((folder) => `${folder}/${name}`), (name) => muslOwn.test(name), options);
}
/** What the object's own paths say, LD_LIBRARY_PATH, then the usual places. */
function rules(fileOf, folders, usual, isLoader, { libraryPath = [], bringsOwn = false }) {
	const inRootfs = (candidate) => {
		if (candidate.beside) return [candidate];
		const hostPath = fileOf(candidate.guestPath);
		if (hostPath !== void 0) return [{
			...candidate,
			hostPath
		}];
		return bringsOwn && !isOfDistribution(candidate.hostPath) ? [candidate] : [];
	};
	function* candidates(name, by) {
		if (name.includes("/")) {
			yield* expandTokens(name, by, folders).flatMap(inRootfs);
			return;
		}
		const at = (paths, object) => paths.flatMap((path) => expandTokens(`${path}/${name}`, object, folders)).flatMap(inRootfs);
		for (let object = by; object; object = object.loader) yield* at(object.elf.dynamic?.rpath ?? [], object);
		yield* inLibraryPath(libraryPath, name, by, folders).flatMap(inRootfs);
		yield* at(by.elf.dynamic?.runpath ?? [], by);
		yield* usual(name).flatMap((guestPath) => inRootfs({
			guestPath,
			hostPath: guestPath,
			beside: false
		}));
	}
	return {
		candidates,
		isLoader,
		openedByLibc: () => []
	};
}
/** Versions of symbols are strings in the files, of those that need them and of those that have them. */
const version = /(?:GLIBC|GLIBCXX|CXXABI|GCC)_[0-9][0-9.]*(?=\0)/g;
/** @returns a version that is needed and that no library has */
function missingVersion(needing, loaded) {
	const libraries = loaded.filter(({ beside }) => !beside).map(({ hostPath }) => (0, node_fs.readFileSync)(hostPath));
	const needed = needing.flatMap(({ hostPath }) => versionsIn((0, node_fs.readFileSync)(hostPath)));
	return [...new Set(needed)].find((one) => !libraries.some((bytes) => bytes.includes(`\0${one}\0`)));
}
function versionsIn(bytes) {
	const found = [];
	for (const start of [
		"GLIBC_",
		"GLIBCXX_",
		"CXXABI_",
		"GCC_"
	]) for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) found.push(...bytes.toString("latin1", at, at + 40).match(version)?.slice(0, 1) ?? []);
	return found;
}
// src/program/interpreter-files.ts
/**
* The files that a script's interpreter consists of, each where it is on this machine.
* @param interpreter as it was read from its file
*/
function filesOfInterpreter({ path, libraries, siblings }) {
	const folder = (0, node_path.dirname)(path);
	const own = [path, ...[folder, (0, node_path.dirname)(folder)].map((one) => (0, node_path.join)(one, "pyvenv.cfg")).filter((file) => (0, node_fs.existsSync)(file))].map((file) => ({
		path: file,
		source: (0, node_fs.realpathSync)(file)
	}));
	return [
		...libraries,
		...siblings,
		...own
	];
}
// src/provision/libraries.ts
/**
* The tests with the loader and libraries that their programs use in this rootfs: those of the rootfs, this machine's,
* or gcompat. A loader or an interpreter that is nowhere is the program's `problem`; libraries are what it is `missing`.
* @throws UmlRunError when gcompat is asked for and cannot be provided
*/
async function resolveTests(tests, rootfs, options, context) {
	const resolved = [];
	for (const test of tests) resolved.push({
		...test,
		program: await resolveProgram(test.program, {
			rootfs,
			options,
			context,
			test
		})
	});
	return resolved;
}
function resolveProgram(program, guests, depth = 0) {
	return program.format === "script" ? resolveInterpreter(withCommand(program, guests), guests, depth) : resolveLibraries(program, guests);
}
/** As many interpreters of interpreters as the kernel follows. */
const maxDepth = 5;
/** A script whose interpreter the rootfs lacks brings the user's own along; without one it cannot start. */
async function resolveInterpreter(program, guests, depth) {
	const { interpreter, problem } = program;
	const { rootfs, options, test } = guests;
	const isIncluded = interpreter?.startsWith(`${programsFolder}/`);
	if (problem !== void 0 || !interpreter || isIncluded || rootfsHas(rootfs, interpreter)) return program;
	if (!(!isOfDistribution(interpreter) && (0, node_fs.existsSync)(interpreter))) return {
		...program,
		problem: withoutInterpreter(program, rootfs)
	};
	if (depth === maxDepth) return {
		...program,
		problem: `its interpreter "${interpreter}" is a script, as are the ${maxDepth} before it`
	};
	const own = await resolveProgram(await readProgram(interpreter, {
		architecture: options.kernelArchitecture,
		environment: test.environment
	}), guests, depth + 1);
	if (own.problem !== void 0) return {
		...program,
		problem: `its interpreter "${interpreter}" cannot be used: ${own.problem}`
	};
	const { folders, missing } = own;
	return {
		...program,
		libraries: filesOfInterpreter(own),
		...folders && { folders },
		...missing !== void 0 && { missing }
	};
}
function withoutInterpreter({ path, interpreter }, rootfs) {
	const wrapped = programOfWrapper(path);
	const advice = wrapped === void 0 ? "" : `; it is a wrapper script of libtool, for a program that can be run itself: "${wrapped}"`;
	return `its interpreter "${interpreter}" is not in the rootfs ${rootfs.spec}${advice}`;
}
async function resolveLibraries(program, { rootfs, options, context, test }) {
	const { libraries: choice } = options;
	if (program.format !== "elf-dynamic" || choice === "host") return program;
	const brought = choice === "gcompat" ? await gcompat() : [];
	const added = new Map(brought.map(({ path, source }) => [path, source]));
	const libraryPath = libraryPathOf({
		...rootfs.environment,
		...test.environment,
		...program.environment
	});
	const fileOf = (path) => added.get(path) ?? fileInRootfs(rootfs, path);
	const found = lookInRootfs(program.path, fileOf, rootfs.spec, {
		libraryPath,
		bringsOwn: choice !== "none"
	});
	if (!found || choice === "auto" && (found.lacks ?? found.missing) !== void 0) return program;
	const { path, format, interpreter, environment } = program;
	const { siblings, libraries, folders, lacks, missing } = found;
	return {
		path,
		format,
		...interpreter !== void 0 && { interpreter },
		...environment && { environment },
		libraries: [...brought, ...libraries],
		siblings,
		...folders && { folders },
		...missing !== void 0 && { missing: `it ${missing}: ${advice(choice, rootfs)}` },
		...lacks !== void 0 && { problem: `${lacks}: ${advice(choice, rootfs)}` }
	};
	/** Fetched once, however many programs need it. */
	function gcompat() {
		return oncePerRun(context.cache, `gcompat for ${rootfs.path}`, async () => {
			const { provideGcompat } = await Promise.resolve().then(() => require("./rest.js")).then((n) => n.gcompat_exports);
			return provideGcompat(rootfs, rootfsOptions(options), context);
		});
	}
}
/** A script that starts `env` needs the command that `env` looks for in the guest. */
function withCommand(program, { rootfs, test }) {
	if (program.problem || !/^(?:\/usr)?\/bin\/env$/.test(program.interpreter ?? "")) return program;
	const command = commandOfEnv(program.path);
	const folders = foldersOf(rootfs, test.environment);
	if (command === void 0 || folders.some((folder) => fileInRootfs(rootfs, `${folder}/${command}`))) return program;
	const problem = `needs ${command}, which the rootfs ${rootfs.spec} does not have in ${folders.join(", ")}`;
	return {
		...program,
		problem
	};
}
/** Where a program with that environment looks for commands in the guest. */
function foldersOf({ environment: image }, environment) {
	return (environment.PATH ?? image?.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").split(":").filter((folder) => folder.startsWith("/"));
}
function advice(choice, rootfs) {
	return [
		"bring this machine's with --libraries auto",
		...choice !== "gcompat" && fileInRootfs(rootfs, "/etc/alpine-release") !== void 0 ? ["use Alpine's own gcompat with --libraries gcompat"] : [],
		"or link the program statically (-static)"
	].join(", ");
}
// src/provision/find-program.ts
/**
* Finds the program that a command names, as a shell would: a name with a slash is a file of the host; any other is a
* command on the guest's PATH, or else a file in the current folder.
* @throws UmlRunError `test-not-found` when there is neither
*/
async function findProgram(name, { rootfs, environment, architecture, folder }) {
	if (!name.includes("/")) {
		const found = foldersOf(rootfs, environment).map((folder) => `${folder}/${name}`).find((path) => rootfsHas(rootfs, path));
		if (found) return {
			path: found,
			format: "unknown",
			inRootfs: true,
			libraries: [],
			siblings: []
		};
		if (!(0, node_fs.existsSync)((0, node_path.join)(folder ?? "", name))) throw new require_compile_cache.UmlRunError("test-not-found", `"${name}" is neither a command of the rootfs "${rootfs.spec}" nor a file in this folder`);
	}
	return readProgram((0, node_path.isAbsolute)(name) ? name : (0, node_path.resolve)(folder ?? neededCurrentFolder(), name), {
		architecture,
		environment
	});
}
// src/provision/peers.ts
/** Names of the peers, with their addresses. */
function peerHosts({ guests }) {
	return Object.fromEntries(guests.map(({ name }, index) => [name, addressAt(index + 1)]));
}
/** What tests are told of the peers: nothing where there are none. */
function peerEnvironment(options) {
	const words = Object.entries(peerHosts(options)).map(([name, address]) => `${name}=${address}`);
	return words.length === 0 ? {} : { UML_RUN_PEERS: words.join(" ") };
}
/**
* The guests that the options name beside those of the tests, with what says that they are ready.
* @throws UmlRunError when a program or a kernel is not what it has to be
*/
async function providePeers(options, place) {
	const { guests, ready } = options;
	if (guests.length > 62) throw new require_compile_cache.UmlRunError("option-invalid", `--guests was given ${guests.length} guests: use at most 62`);
	const kernels = await peerKernels(options, place);
	const tests = await Promise.all(guests.map((one) => peerTest(one, options, place)));
	const readyTests = await Promise.all(ready.map(({ name, when }) => readyTest(name, when, options, place)));
	const resolved = await resolveTests([...tests, ...readyTests], place.rootfs, options, place.context);
	for (const [index, { program }] of resolved.entries()) if (program.problem !== void 0) {
		const { name } = [...guests, ...ready][index];
		throw new require_compile_cache.UmlRunError("program-not-runnable", `guest "${name}": "${program.path}" ${program.problem}`);
	}
	return {
		peers: guests.map(({ name, command }, index) => ({
			name,
			command: command.toWellFormed(),
			kernel: kernels[index],
			test: resolved[index]
		})),
		ready: ready.map(({ name, when }, index) => ({
			name,
			unmet: typeof when === "number" ? `port ${when} did not answer` : `"${when.toWellFormed()}" did not succeed`,
			test: resolved[guests.length + index]
		}))
	};
}
async function peerKernels(options, { kernels, context }) {
	const specs = [...new Set(options.guests.flatMap(({ kernel }) => kernel ?? []))];
	const own = specs.length > 0 ? await provideGuestKernels({
		...options,
		kernels: specs
	}, context) : [];
	return options.guests.map(({ name, kernel: spec }) => {
		const kernel = spec === void 0 ? kernels[0] : own.find((one) => one.spec === spec);
		if (kernel && kernel.problem === void 0) return kernel;
		throw new require_compile_cache.UmlRunError("kernel-not-found", `guest "${name}": ${kernel?.problem ?? `no kernel "${spec}"`}`);
	});
}
async function peerTest({ name, command }, options, place) {
	const [program = "", ...words] = splitWords(command, `guest "${name}"`);
	const architecture = options.kernelArchitecture;
	return {
		name: `peer-${name}`,
		program: await findProgram(program, {
			...place,
			architecture
		}),
		arguments: words,
		environment: place.environment,
		timeoutSeconds: aWeek
	};
}
/** Peers run as long as the tests. */
const aWeek = 604800;
async function readyTest(name, when, options, place) {
	const { kernelArchitecture: architecture, bootTimeoutSeconds } = options;
	const common = {
		name: `ready-${name}`,
		environment: place.environment,
		timeoutSeconds: bootTimeoutSeconds
	};
	if (typeof when === "string") {
		const loop = "until (eval \"$1\") >/dev/null 2>&1; do sleep 0.1; done";
		const program = await findProgram("sh", {
			...place,
			architecture
		});
		return {
			...common,
			program,
			arguments: [
				"-c",
				loop,
				"sh",
				when
			]
		};
	}
	const port = 1 + options.guests.findIndex((one) => one.name === name);
	const program = await readProgram(nativeFile("reach"), { architecture });
	return {
		...common,
		program,
		arguments: [addressDigits(addressAt(port)), String(when)]
	};
}
/** A segment for all guests of a run, in a folder of its own. Whoever starts it ends it. */
function startSegment(options, { scratch, wayOut, output, log }) {
	const how = captureSettings(options, log);
	return new Segment((0, node_path.join)(scratch.folder, "segment"), {
		peers: options.guests.map(({ name }) => name),
		wayOut,
		impairment: "impairment" in options.network ? options.network.impairment : void 0,
		...how && { capture: {
			...how,
			path: capturePath((0, node_path.join)(output, "logs"), "guests")
		} }
	});
}
/** The network of the guest at a port of the segment. */
function networkAt(port, segment, options, wayOut) {
	return {
		network: segment.port(port),
		link: segmentLink(port, wayOut, peerHosts(options))
	};
}
// src/provision/hidden-files.ts
/** Where keys, passwords and tokens lie, as paths from the top of a project or of a home. */
const credentials = [
	".git/config",
	".git-credentials",
	".netrc",
	".npmrc",
	".pypirc",
	".ssh",
	".gnupg",
	".aws",
	".azure",
	".kube",
	".config/gcloud",
	".config/gh",
	".docker/config.json",
	".cargo/credentials",
	".cargo/credentials.toml",
	"id_rsa",
	"id_ecdsa",
	"id_ed25519"
];
/**
* What guests do not see of a folder: credentials, and what the user names. A link is hidden together with the file in the
* folder that it leads to. Reads no file.
* @param folder absolute path without links
* @param hide absolute paths, or paths from its top
* @param home the user's, which may lie in the folder
* @returns paths from its top of what is there
*/
function hiddenIn(folder, hide, home) {
	const known = (isBelow(home, folder) ? [folder, home] : [folder]).flatMap((top) => [...credentials, ...gitConfigs(".git/modules", top)].map((path) => (0, node_path.join)(top, path)));
	const named = hide.map((path) => (0, node_path.resolve)(folder, path));
	const found = [...known, ...named].flatMap((path) => isThere(path) ? [path, realPath(path) ?? path] : []);
	return [...new Set(found.filter((path) => isBelow(path, folder)).map((path) => (0, node_path.relative)(folder, path)))];
}
/** Those of submodules, whose names may have slashes, and of theirs. An address with a token may be in each. */
function gitConfigs(folder, top) {
	const names = namesIn$6((0, node_path.join)(top, folder));
	if (names.includes("HEAD")) return [`${folder}/config`, ...gitConfigs(`${folder}/modules`, top)];
	return names.flatMap((name) => gitConfigs(`${folder}/${name}`, top));
}
function isThere(path) {
	try {
		return (0, node_fs.lstatSync)(path, { throwIfNoEntry: false }) !== void 0;
	} catch {
		return false;
	}
}
// src/provision/project-folder.ts
/**
* The folder that the user names; for `exec`, else the current one, unless it is a home, which has more than a project's
* files. A program of `exec` starts in the current folder if that lies in the one that is shown.
* @throws UmlRunError `option-invalid` when the one that is named cannot be shown, `file-unreadable` when it is none
*/
function projectFolder({ workdir }, isExec, { folder, home }) {
	if (workdir !== void 0) {
		const path = named(workdir);
		return {
			path,
			start: isExec && folder !== void 0 && isBelow(folder, path) ? folder : path
		};
	}
	if (!isExec || folder === void 0) return {};
	const start = "the program starts in a folder of its own; name one with --workdir to show it";
	if (isHome(folder, home)) return { why: `the guest does not show "${folder}", which is a home or has some in it: ${start}` };
	if (!canBeShown(folder)) return { why: `the guest does not show "${folder}", where it has something of its own: ${start}` };
	return {
		path: folder,
		start: folder
	};
}
function named(workdir) {
	const path = folderAt(workdir);
	if (canBeShown(path)) return path;
	throw new require_compile_cache.UmlRunError("option-invalid", `--workdir "${workdir}": "${path}" cannot be shown, since guests have something of their own there; name another folder`);
}
function folderAt(workdir) {
	try {
		const path = (0, node_fs.realpathSync)(workdir);
		if ((0, node_fs.statSync)(path).isDirectory()) return path;
	} catch (cause) {
		const why = require_compile_cache.errnoOf(cause) === "ENOENT" ? "does not exist; name a folder" : `cannot be shown: ${require_compile_cache.messageOf(cause)}`;
		throw new require_compile_cache.UmlRunError("file-unreadable", `--workdir "${workdir}" ${why}`, { cause });
	}
	throw new require_compile_cache.UmlRunError("file-unreadable", `--workdir "${workdir}" is not a folder; name one`);
}
/** Somebody's home, or what has homes in it. */
function isHome(folder, home) {
	return [
		"/",
		"/home",
		"/root",
		home,
		(0, node_path.dirname)(home)
	].includes(folder) || (0, node_path.dirname)(folder) === "/home";
}
// src/provision/tool-folders.ts
/** Variables that say where a tool has what it needs, and where that is in a home unless they say so. */
const toolVariables = {
	CARGO_HOME: ".cargo",
	RUSTUP_HOME: ".rustup",
	GOPATH: "go",
	GOROOT: void 0,
	VIRTUAL_ENV: void 0,
	CONDA_PREFIX: void 0,
	JAVA_HOME: void 0,
	PYENV_ROOT: ".pyenv",
	RBENV_ROOT: ".rbenv",
	NVM_DIR: ".nvm",
	ASDF_DATA_DIR: ".asdf",
	VOLTA_HOME: ".volta",
	SDKMAN_DIR: ".sdkman"
};
/** They are true in the rootfs `host` alone. */
const toolVariableNames = Object.keys(toolVariables);
/**
* Where the caller's tools are: the folders on the PATH, and those of languages and of managers of their versions, whose
* programs on the PATH need what lies elsewhere in them.
* @param exists whether there is a folder at a path
*/
function toolFolders(environment, home, exists) {
	const found = Object.entries(toolVariables).flatMap(([name, usual]) => {
		const value = environment[name] || usual && (0, node_path.join)(home, usual);
		return value?.split(node_path.delimiter).some(exists) ? [[name, value]] : [];
	});
	return {
		folders: [environment.PATH ?? "", ...found.map(([, value]) => value)].flatMap((value) => value.split(node_path.delimiter)).filter((path) => path.startsWith("/")),
		environment: Object.fromEntries(found)
	};
}
// src/provision/shown-folders.ts
/**
* Adds to a rootfs the project's folder, where tests start and, to `host`, the folders of the caller's tools.
* @throws UmlRunError `option-invalid`, `file-unreadable` when an option names what cannot be shown or hidden
*/
function withShownFolders(rootfs, options, isExec, log) {
	const home = realHome();
	const { path: project, start, why } = projectFolder(options, isExec, {
		folder: currentFolder(),
		home
	});
	if (why !== void 0) log.warning(why);
	checkHidden(options.hide, project);
	const hasTools = rootfs.path === "/" && (isExec || project !== void 0);
	const tools = toolFolders(process.env, home, (path) => hasTools && isFolder(path));
	const hide = [
		...options.hide.map((path) => (0, node_path.resolve)(start ?? "/", path)),
		...secretPaths,
		...cargoCredentials(home)
	];
	const show = (path, isProject) => {
		const hidden = hiddenIn(path, hide, home);
		return {
			path,
			place: placeInRootfs(rootfs, path),
			hidden,
			isProject
		};
	};
	const shown = [...(hasTools ? shownTools(tools.folders, {
		rootfs,
		home,
		project
	}) : []).map((path) => show(path, false)), ...project === void 0 ? [] : [show(project, true)]];
	const startsIn = start === void 0 ? {} : { workingFolder: start };
	return {
		rootfs: {
			...rootfs,
			shown,
			...startsIn
		},
		environment: {
			...project !== void 0 && ownerForGit(),
			...tools.environment
		}
	};
}
/** Absolute paths, wherever a folder that is shown has them. */
function cargoCredentials(home) {
	return [process.env.CARGO_HOME, (0, node_path.join)(home, ".cargo")].flatMap((path) => path && realPath(path) || []).flatMap((folder) => ["credentials", "credentials.toml"].map((name) => (0, node_path.join)(folder, name)));
}
/** As with sudo: the test is root, and git trusts root's folders, and those of the user that this names. */
function ownerForGit() {
	const user = process.geteuid?.() ?? 0;
	return user === 0 ? {} : { SUDO_UID: String(user) };
}
function checkHidden(hide, project) {
	const relative = hide.find((path) => !path.startsWith("/"));
	if (relative !== void 0 && project === void 0) throw new require_compile_cache.UmlRunError("option-invalid", `--hide "${relative}": expected an absolute path, since no folder is shown that it could lie in; see --workdir`);
}
/** Those that the rootfs hides, and what their links lead to; no home, and nothing twice. */
function shownTools(folders, { rootfs, home, project }) {
	const real = [...folders, ...folders.flatMap(behindLinks)].flatMap((path) => isFolder(path) ? realPath(path) ?? [] : []);
	const isTooMuch = (path) => path === home || isBelow(home, path);
	const wanted = [...new Set(real)].filter((path) => canBeShown(path) && !isTooMuch(path) && !rootfsHas(rootfs, path) && path !== project);
	const all = project === void 0 ? wanted : [...wanted, project];
	return wanted.filter((path) => !all.some((other) => isBelow(path, other)));
}
/** Where the interpreter of a virtual environment is installed, and the toolchains that rustup has links to. */
function behindLinks(folder) {
	const python = realPath((0, node_path.join)(folder, "bin/python"));
	const toolchains = (0, node_path.join)(folder, "toolchains");
	const linked = namesIn$6(toolchains).flatMap((name) => realPath((0, node_path.join)(toolchains, name)) ?? []);
	return [...python === void 0 ? [] : [(0, node_path.dirname)((0, node_path.dirname)(python))], ...linked];
}
/** Not where the user may not look, either: guests run as that user. */
function isFolder(path) {
	try {
		return (0, node_fs.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
	} catch {
		return false;
	}
}
// src/guest/brought-files.ts
/** A link takes a guest some 16 microseconds, for each test. A folder that needs more is a link itself, and read-only. */
const maxLinks = 32;
/**
* Shows each test what programs brought along into folders that are empty for each: by links to the share, which no
* test can change. The folders themselves are the test's own.
* @param mounted absolute paths that something is mounted at later: no folder on the way to one is a link
*/
function broughtSteps(brought, mounted = []) {
	if (brought.length === 0) return [];
	const linked = withFewLinks(brought.filter(({ isFolder }) => !isFolder).map(({ path }) => path), mounted);
	const needed = [...brought.filter(({ isFolder }) => isFolder).map(({ path }) => path).flatMap(withParents), ...linked.flatMap((path) => withParents((0, node_path.dirname)(path)))];
	const isLinked = (path) => linked.some((one) => isIn$1(path, one));
	const made = [...new Set(needed)].filter((path) => !isLinked(path)).sort();
	const links = linked.map((path) => ({
		do: "link",
		target: (0, node_path.join)(programsFolder, path),
		path
	}));
	return [{
		do: "each",
		steps: [...made.map((path) => folder(path, 511)), ...links]
	}];
}
/** The files, with folders in place of all that is in them where that is too much; the deepest first. */
function withFewLinks(files, mounted) {
	return [...new Set(files.flatMap((path) => withParents((0, node_path.dirname)(path))))].filter((path) => !mounted.some((one) => isIn$1(one, path))).sort((one, other) => other.split("/").length - one.split("/").length).reduce((links, folder) => {
		const others = links.filter((path) => !isBelow(path, folder));
		return links.length - others.length > maxLinks ? [...others, folder] : links;
	}, files);
}
/** A folder and those above it, without the one that is empty for each test. */
function withParents(path) {
	return freshFolderOf(path) ? [...withParents((0, node_path.dirname)(path)), path] : [];
}
// src/guest/include.ts
/** Within the share: what `exec` finds in its working folder. */
const inWork = "included";
/**
* Copies files and folders into the share: in the guest they are at their host paths below `/programs`, and on request
* in the working folder. Holes of files stay holes.
* @param share its folder
* @param paths as the user wrote them, of any bytes, as src/text/any-bytes.ts says
* @throws UmlRunError `file-unreadable` for what is not there, and for two files of one name in the working folder;
* `disk-full` for what does not fit, before anything is copied
*/
async function includeFiles(share, paths, inWorkFolder) {
	const sources = paths.map(existing);
	checkRoom(share, sources, inWorkFolder ? 2 : 1);
	const isShare = sameAs(share);
	for (const source of sources) await copyTree(source, (0, node_path.join)(share, "programs", source), isShare);
	if (inWorkFolder) await fillWorkFolder((0, node_path.join)(share, inWork), sources, isShare);
}
/** Copies files, and what is in folders, to where a working folder can be made from it. */
async function fillWorkFolder(target, paths, isShare) {
	await (0, node_fs_promises.mkdir)(target, { recursive: true });
	await (0, node_fs_promises.chmod)(target, 493);
	const from = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const names = (0, node_fs.statSync)(require_start.bytesOf(path)).isDirectory() ? namesIn(path).map((name) => (0, node_path.join)(path, name)) : [path];
		for (const source of names) {
			const name = (0, node_path.basename)(source);
			const other = from.get(name);
			if (other !== void 0 && other !== source) throw new require_compile_cache.UmlRunError("file-unreadable", `--include: both "${other}" and "${source}" would be "${name}" in the working folder; rename one`);
			from.set(name, source);
			await copyTree(source, (0, node_path.join)(target, name), isShare);
		}
	}
}
/** A working folder with what was included in it, anew for each test; what is written there stays in the guest's memory. */
function workFolderSteps(path) {
	const seen = "/.included";
	return [{
		do: "each",
		steps: [
			folder(seen, 493),
			hostfs(seen, `/share/${inWork}`),
			...writableView(seen, path),
			{
				do: "forget",
				path: seen
			}
		]
	}];
}
function existing(path) {
	const absolute = (0, node_path.resolve)(path);
	if ((0, node_fs.existsSync)(require_start.bytesOf(absolute))) return absolute;
	throw new require_compile_cache.UmlRunError("file-unreadable", `--include "${path}": "${absolute}" does not exist`);
}
/** @throws UmlRunError `disk-full` unless there is room for so many copies of each */
function checkRoom(share, paths, copies) {
	const isShare = sameAs(share);
	const sizes = paths.map((path) => bytesIn(path, isShare));
	const [needed, free] = [copies * sizes.reduce((sum, size) => sum + size, 0), freeIn(share)];
	if (needed <= free) return;
	const largest = paths[sizes.indexOf(Math.max(...sizes))];
	throw new require_compile_cache.UmlRunError("disk-full", `--include: the copies would take ${inMegabytes(needed)}, most of it for "${largest}", and "${share}" has room for ${inMegabytes(free)}; include less, or set TMPDIR to a folder that has room`);
}
/** What copies of a file, or of all below a folder, take. */
function bytesIn(path, isShare) {
	try {
		const stats = (0, node_fs.lstatSync)(require_start.bytesOf(path));
		if (stats.isFile()) return bytesOfCopy(stats);
		if (!stats.isDirectory() || isShare(stats)) return 0;
		return namesIn(path).reduce((sum, name) => sum + bytesIn((0, node_path.join)(path, name), isShare), 0);
	} catch (cause) {
		throw cannotCopy(path, cause);
	}
}
/** The share itself may be below a folder that is included: it is left out, or it would be copied without end. */
function sameAs(share) {
	const { dev, ino } = (0, node_fs.statSync)(share);
	return (stats) => stats.dev === dev && stats.ino === ino;
}
/** Links stay as they are; pipes, sockets and devices are left out. A file that is already there is the same one. */
async function copyTree(source, target, isShare) {
	try {
		const [from, to] = [require_start.bytesOf(source), require_start.bytesOf(target)];
		const stats = (0, node_fs.lstatSync)(from);
		if ((0, node_fs.existsSync)(to) && !stats.isDirectory()) return;
		await (0, node_fs_promises.mkdir)(require_start.bytesOf((0, node_path.dirname)(target)), { recursive: true });
		if (stats.isSymbolicLink()) await (0, node_fs_promises.symlink)(await (0, node_fs_promises.readlink)(from, { encoding: "buffer" }), to);
		else if (stats.isFile()) {
			await copyRegular(from, to, stats);
			await (0, node_fs_promises.chmod)(to, stats.mode | 292);
		} else if (stats.isDirectory() && !isShare(stats)) {
			await (0, node_fs_promises.mkdir)(to, { recursive: true });
			await (0, node_fs_promises.chmod)(to, stats.mode & 4095 | 493);
			for (const name of namesIn(source)) await copyTree((0, node_path.join)(source, name), (0, node_path.join)(target, name), isShare);
		}
	} catch (cause) {
		throw cannotCopy(source, cause);
	}
}
function namesIn(folder) {
	return (0, node_fs.readdirSync)(require_start.bytesOf(folder), { encoding: "buffer" }).map(require_start.textOf);
}
function cannotCopy(source, cause) {
	if (cause instanceof require_compile_cache.UmlRunError) return cause;
	const message = `--include: cannot copy "${source}": ${require_compile_cache.messageOf(cause)}`;
	return new require_compile_cache.UmlRunError(require_compile_cache.isDiskFull(cause) ? "disk-full" : "file-unreadable", message, { cause });
}
// src/rootfs/rootfs-defaults.ts
/**
* The user of the image by the rootfs's own `/etc/passwd` and `/etc/group`.
* @throws UmlRunError `rootfs-invalid` when it names one that is not there
*/
function defaultsOf(rootfs) {
	const { environment = {}, workingFolder, user: text } = rootfs;
	const folder = workingFolder?.startsWith("/") ? { workingFolder } : {};
	if (text === void 0) return {
		environment,
		...folder,
		user: 0,
		group: 0
	};
	const [user = "", group] = text.split(":", 2);
	const account = find(rootfs, "/etc/passwd", user);
	const id = idOf(rootfs, "user", user, account?.[2]);
	const ofGroup = group ? idOf(rootfs, "group", group, find(rootfs, "/etc/group", group)?.[2]) : void 0;
	const [name, , , primary, , home] = account ?? [];
	return {
		environment: {
			...name === void 0 ? { HOME: "/" } : {
				HOME: home || "/",
				USER: name,
				LOGNAME: name
			},
			...environment
		},
		...folder,
		user: id,
		group: ofGroup ?? Number(primary ?? 0)
	};
}
/** @returns the fields of its line, by name or by number */
function find(rootfs, path, wanted) {
	const file = fileInRootfs(rootfs, path);
	const accounts = (file !== void 0 && (0, node_fs.statSync)(file).isFile() ? (0, node_fs.readFileSync)(file, "utf8").split("\n") : []).map((line) => line.split(":")).filter((fields) => /^\d+$/.test(fields[2] ?? ""));
	return accounts.find(([name]) => name === wanted) ?? accounts.find(([, , id]) => id === wanted);
}
function idOf({ spec }, what, wanted, found) {
	const id = found ?? (/^\d{1,10}$/.test(wanted) ? wanted : void 0);
	if (id !== void 0 && Number(id) < 2 ** 32 - 1) return Number(id);
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${spec}" runs its programs as the ${what} ${JSON.stringify(wanted)}, which it does not have`);
}
// src/provision/container-stores.ts
/** Where a container engine keeps images and containers, and the program whose folder it is. */
const stores = [{
	folder: "/var/lib/docker",
	program: "dockerd"
}, {
	folder: "/var/lib/containers",
	program: "podman"
}];
const programFolders = [
	"/usr/bin",
	"/usr/sbin",
	"/usr/local/bin",
	"/usr/local/sbin"
];
/**
* The folders in which the rootfs's container engines keep what is theirs, by their paths in the guest. They need a file
* system of their own, since overlayfs cannot stand on another one. A folder in which the rootfs has something already is
* not among them: nothing that it brings is to disappear.
* @param libraries absolute path of the folder that lies over the rootfs; where the rootfs has no such folder, this has it
* @throws the system's error
*/
async function makeStores(libraries, rootfs) {
	const places = stores.filter(({ folder, program }) => {
		return programFolders.some((path) => rootfsHas(rootfs, (0, node_path.join)(path, program))) && isFree(rootfs, folder);
	}).map(({ folder }) => placeInRootfs(rootfs, folder));
	for (const place of places) await (0, node_fs_promises.mkdir)((0, node_path.join)(libraries, place), { recursive: true });
	return places;
}
/** Each test finds them empty, in memory. */
function storeSteps(stores) {
	if (stores.length === 0) return [];
	return [{
		do: "each",
		steps: stores.map((path) => mount("tmpfs", path, { data: "mode=711" }))
	}];
}
/** Not there, or empty; one that cannot be read may hold anything. */
function isFree(rootfs, path) {
	const folder = fileInRootfs(rootfs, path);
	if (folder === void 0) return true;
	try {
		return (0, node_fs.readdirSync)(folder).length === 0;
	} catch {
		return false;
	}
}
// src/rootfs/names.ts
/**
* The text of /etc/hosts with lines for the guest's name and for `localhost`, each where no line has it.
* @param text that of the rootfs; empty without one
* @param hosts names that have these addresses, whatever the text says: they come first
*/
function withHosts(text, hosts = {}) {
	const known = new Set(linesOf(text).flatMap((line) => line.replace(/#.*/, "").trim().split(/\s+/).slice(1)));
	return withLines(Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`).join("") + text, [...known.has("localhost") ? [] : ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"], ...known.has("uml") ? [] : [`127.0.1.1 uml`]]);
}
/** The text of /etc/passwd with a line for the user, where no line has its number. Its home is what $HOME is. */
function withUser(text, { user, group }) {
	if (accountName(text, user) !== void 0) return text;
	const [name, home] = user === 0 ? ["root", "/root"] : ["user", "/tmp"];
	return withLines(text, [`${freeName(text, name, user)}:x:${user}:${group}::${home}:/bin/sh`]);
}
/** The text of /etc/group with a line for the group, where no line has its number. */
function withGroup(text, { group }) {
	if (accountName(text, group) !== void 0) return text;
	return withLines(text, [`${freeName(text, group === 0 ? "root" : "user", group)}:x:${group}:`]);
}
/** @returns the name of the first line of /etc/passwd or /etc/group with a number */
function accountName(text, id) {
	return accounts(text).find(([, , number]) => number === String(id))?.[0];
}
function freeName(text, name, id) {
	return accounts(text).some(([taken]) => taken === name) ? `${name}${id}` : name;
}
function accounts(text) {
	return linesOf(text).map((line) => line.split(":"));
}
function linesOf(text) {
	return text.split("\n");
}
function withLines(text, lines) {
	const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
	return lines.length === 0 ? text : `${whole}${lines.join("\n")}\n`;
}
// src/provision/name-files.ts
/**
* Puts those of /etc/hosts, /etc/passwd and /etc/group among the share's libraries, and so above the rootfs, that do not
* know the guest, the tests' user or its group. The rootfs's own lines stay; what cannot be read is left alone.
* @param libraries absolute path of the folder of libraries
* @param hosts more names for /etc/hosts, with their addresses
* @returns the user's name
* @throws the system's error when they cannot be written
*/
function writeNameFiles(libraries, rootfs, ids, hosts) {
	supplement(libraries, rootfs, "/etc/hosts", (text) => withHosts(text, hosts));
	supplement(libraries, rootfs, "/etc/group", (text) => withGroup(text, ids));
	const users = supplement(libraries, rootfs, "/etc/passwd", (text) => withUser(text, ids));
	return users === void 0 ? void 0 : accountName(users, ids.user);
}
/** @returns its text; undefined when it is left alone */
function supplement(libraries, rootfs, path, add) {
	const place = placeInRootfs(rootfs, path);
	const text = isHidden(rootfs, (0, node_path.dirname)(place)) ? void 0 : textOf(rootfs, path);
	if (text === void 0) return void 0;
	const more = add(text);
	if (more !== text) {
		const file = (0, node_path.join)(libraries, place);
		(0, node_fs.mkdirSync)((0, node_path.dirname)(file), { recursive: true });
		(0, node_fs.writeFileSync)(file, more, "latin1");
		(0, node_fs.chmodSync)(file, 420);
	}
	return more;
}
/** Byte by byte, whatever its encoding; empty when there is none. */
function textOf(rootfs, path) {
	const file = fileInRootfs(rootfs, path);
	if (file === void 0) return "";
	try {
		return (0, node_fs.statSync)(file).isFile() ? (0, node_fs.readFileSync)(file, "latin1") : void 0;
	} catch {
		return;
	}
}
function isHidden({ hidden = [] }, folder) {
	return hidden.some((path) => isIn$1(folder, path));
}
// src/provision/network-files.ts
/** Where programs look for certificates of authorities: those of Debian and Alpine, of Fedora, and OpenSSL itself. */
const bundlePlaces = [
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/cert.pem"
];
/**
* Puts what a guest with a network needs of files among the share's libraries, and so above the rootfs: resolv.conf, and
* certificates of authorities wherever it has none; they are its own, or else this machine's.
* @param libraries absolute path of the folder of libraries
* @param ofMachine for tests: the root whose certificates are taken for this machine's
* @returns variables by which programs find the certificates that do not know these places
* @throws the system's error when they cannot be written
*/
function writeNetworkFiles(libraries, rootfs, { nameservers }, ofMachine = "/") {
	const lines = nameservers.map((address) => `nameserver ${address}\n`);
	(0, node_fs.writeFileSync)(makeRoom(libraries, rootfs, "/etc/resolv.conf"), lines.join(""), { mode: 420 });
	const own = bundlePlaces.find((path) => fileInRootfs(rootfs, path) !== void 0);
	const machines = bundlePlaces.map((path) => (0, node_path.join)(ofMachine, path)).find((path) => (0, node_fs.existsSync)(path));
	if (own === void 0 && machines === void 0) return {};
	const [first] = bundlePlaces;
	if (own === void 0 && machines !== void 0) (0, node_fs.copyFileSync)(machines, makeRoom(libraries, rootfs, first));
	const bundle = own ?? first;
	for (const path of bundlePlaces) if (path !== bundle && fileInRootfs(rootfs, path) === void 0) (0, node_fs.symlinkSync)(bundle, makeRoom(libraries, rootfs, path));
	return { SSL_CERT_FILE: bundle };
}
/** In the place of the path itself: where the rootfs has a link there, as to a folder of a resolver, it is covered. */
function makeRoom(libraries, rootfs, path) {
	const file = (0, node_path.join)(libraries, placeInRootfs(rootfs, path));
	(0, node_fs.mkdirSync)((0, node_path.dirname)(file), { recursive: true });
	return file;
}
// src/provision/stage.ts
/**
* What kernels of guests are started with before their tests are staged.
* @throws UmlRunError when the rootfs has no such user as its image names; the system's error when the share cannot be made
*/
function kernelSettings({ rootfs, scratch, options, network }) {
	const { memoryMegabytes, fastBoot, kernelArguments, user, sandbox, stdout } = options;
	const share = (0, node_path.join)(scratch.folder, "share");
	(0, node_fs.mkdirSync)(share, { recursive: true });
	return {
		rootfs: rootfs.path,
		hidden: rootfs.hidden ?? [],
		share,
		shown: withoutRuns(rootfs.shown ?? [], scratch),
		scratch,
		memoryMegabytes,
		...network,
		hasWorkDisk: options.workFs === "ext4",
		fastBoot,
		kernelArguments,
		sandbox: sandbox === "auto",
		hasConsoles: stdout === "terminal",
		defaults: {
			...defaultsOf(rootfs),
			...user
		},
		artifactsLimit: options.artifactsLimitMegabytes * 2 ** 20,
		logLimit: options.outputLimitMegabytes * 2 ** 20
	};
}
/**
* Copies the tests' programs into the share, and says what all guests have in common.
* @param settings of kernels that may boot already
* @throws UmlRunError when a file cannot be read or copied
*/
async function stageTests(tests, job, settings = kernelSettings(job)) {
	const { rootfs, options, includeInWorkFolder = false } = job;
	const programs = tests.map(({ program }) => program).filter(({ problem }) => problem === void 0);
	const { shown = [], hasWorkDisk, link } = settings;
	const project = shown.find(({ isProject }) => isProject);
	const share = await stage(settings.share, programs, async (path) => placeInRootfs(rootfs, path), shown);
	const { capDrop, include } = options;
	const included = include.filter((path) => !isSeen(shown, (0, node_path.resolve)(path)));
	const isWorkFolder = includeInWorkFolder && !project && included.length > 0;
	await includeFiles(share.folder, included, isWorkFolder);
	await makePlaces(share.folder, rootfs);
	const { workingFolder, ...defaults } = settings.defaults;
	const libraries = (0, node_path.join)(share.folder, "libraries");
	const name = writeNameFiles(libraries, rootfs, defaults, link?.hosts);
	const ofNetwork = link && writeNetworkFiles(libraries, rootfs, link);
	const stores = await makeStores(libraries, rootfs);
	openFolders(share.folder);
	return {
		...settings,
		steps: [
			...layoutSteps(rootfs.path, libraries, rootfs.hidden, isWritable(rootfs)),
			...hasWorkDisk ? workDiskSteps(stores) : storeSteps(stores),
			...broughtSteps(share.brought, shown.map(({ place }) => place)),
			...shownFolderSteps(shown),
			...isWorkFolder ? workFolderSteps("/work/1") : [],
			{
				do: "host-name",
				name: "uml"
			},
			...capDrop.map((capability) => ({
				do: "drop",
				capability
			}))
		],
		defaults: {
			...defaults,
			environment: {
				...name !== void 0 && {
					USER: name,
					LOGNAME: name
				},
				...ofNetwork,
				...defaults.environment
			},
			...workingFolderOf(isWorkFolder ? void 0 : workingFolder)
		}
	};
}
/** Hides the folders of runs where they lie in one that is shown. */
function withoutRuns(shown, scratch) {
	return shown.map((one) => ({
		...one,
		hidden: [...one.hidden, ...runsBelow(one.path, scratch)]
	}));
}
/** Where the rootfs has no folder, the libraries have an empty one to show another at. */
async function makePlaces(share, rootfs) {
	const { shown = [] } = rootfs;
	for (const { path, place } of shown) if (!isInOwnFolder(place) && !rootfsHas(rootfs, path)) await (0, node_fs_promises.mkdir)((0, node_path.join)(share, "libraries", place), { recursive: true });
}
function workingFolderOf(workingFolder) {
	return workingFolder === void 0 ? {} : { workingFolder };
}
// src/commands/guest-parts.ts
/**
* The root file system and the kernels. First guests boot as soon as there is what they need, unless they need
* somebody's place in a segment or a file by their name.
* @throws UmlRunError when it cannot be had; the signal's reason
*/
async function provideGuestParts(job) {
	const later = new LaterChecks();
	const provided = provideAndBoot({
		...job,
		context: {
			...job.context,
			later
		}
	});
	await Promise.allSettled([provided]);
	if (await later.areAllWhole()) return provided;
	await job.started.early.end();
	return provideAndBoot({
		...job,
		attempts: 0
	});
}
async function provideAndBoot(job) {
	const { options, context, started, log } = job;
	const attempts = started.segment || options.capture ? 0 : job.attempts;
	const boots = [];
	const boot = (kernel, { settings }) => started.early.start(kernel, {
		...settings,
		kernelArguments: commandLineOf(kernel, options)
	}, attempts);
	log.progress(`kernels ${options.kernels.join(", ")}`);
	let ofBase;
	const [base, kernels] = await allOrNone([(signal) => ofBase = provideBase(job, {
		...context,
		signal
	}), (signal) => provideGuestKernels(options, {
		...context,
		signal
	}, (kernel) => {
		if (attempts > 0) boots.push(ofBase.then((known) => boot(kernel, known)).catch(() => {}));
	})], context.signal);
	await Promise.all(boots);
	if (started.early.isEmpty) started.scratch.memory.requireRoom(roomBytes(base.settings));
	return {
		...base,
		kernels
	};
}
async function provideBase({ options, network, started, log }, context) {
	const { scratch, segment } = started;
	const shown = withShownFolders(await provideGuestRootfs(options, context), options, false, log);
	const ofTests = segment ? networkAt(0, segment, options, network.wayOut) : network.settings;
	const settings = kernelSettings({
		rootfs: shown.rootfs,
		scratch,
		options,
		network: ofTests
	});
	return {
		...shown,
		settings
	};
}
// src/commands/read-order.ts
/**
* What the option `order` says. A file is read at once: it may lie in the output folder, which the run clears.
* @param option `longest`, `given`, or the path of a results.json, from the working folder
* @throws UmlRunError `option-invalid` for a file that does not tell in which order tests were started
*/
function readOrder(option) {
	if (option === "longest" || option === "given") return option;
	const { kernels, guests } = resultsIn(option);
	if (guests.every(({ tests }) => tests.length === 0)) throw invalid$1(option, "it names no test that a guest has started; an earlier version of uml-run did not tell");
	return {
		file: option,
		kernels,
		guests
	};
}
function resultsIn(file) {
	try {
		return readResults(file);
	} catch (cause) {
		throw invalid$1(file, require_compile_cache.messageOf(cause), cause);
	}
}
function invalid$1(given, why, cause) {
	return new require_compile_cache.UmlRunError("option-invalid", `--order was given ${JSON.stringify(given)}, expected longest, given, or the results.json of an earlier run: ${why}`, { cause });
}
// src/provision/caller-environment.ts
/** Guests have these of their own: what they say of the caller is not true there. */
const guestsOwn = [...[
	"PATH",
	"HOME",
	"USER",
	"LOGNAME",
	"SHELL",
	"PWD",
	"OLDPWD",
	"HOSTNAME",
	"TMPDIR",
	"TMP",
	"TEMP",
	"_"
], ...toolVariableNames];
/** Of those, what is true in the rootfs `host`. */
const hosts = ["PATH", ...toolVariableNames];
/** What the user adds to the environment of tests: variables of the caller that are named, then those with a value. */
function addedEnvironment({ environment, environmentPass }, caller) {
	return {
		...pick(caller, (name) => environmentPass.includes(name)),
		...environment
	};
}
/**
* The caller's environment as a program of `exec` gets it: without secrets, without what guests or the rootfs set
* themselves, and with what the user adds.
*/
function execEnvironment(options, rootfs, caller) {
	const added = addedEnvironment(options, caller);
	if (options.cleanEnvironment) return added;
	const isHost = rootfs.spec === "host";
	const isOwn = (name) => name.startsWith("UML_RUN_") || rootfs.environment?.[name] !== void 0 || guestsOwn.includes(name) && !(isHost && hosts.includes(name));
	return {
		...pick(caller, (name, value) => !isOwn(name) && !require_start.isSecret(name, value)),
		...added
	};
}
function pick(caller, isWanted) {
	const pairs = Object.entries(caller).filter((pair) => pair[1] !== void 0);
	return Object.fromEntries(pairs.filter(([name, value]) => isWanted(name, value)));
}
// src/commands/peers-job.ts
/** What has to be staged for them. */
function testsBeside({ peers, ready }) {
	return [...peers, ...ready].map(({ test }) => test);
}
/**
* How they run, each at its port of the segment.
* @throws UmlRunError when there is no kernel to ask with whether they are ready
*/
function peersJob(job) {
	const { segment, options, settings, wayOut, output, ready } = job;
	const kernel = job.kernels.find(({ problem }) => problem === void 0);
	if (!kernel) throw new require_compile_cache.UmlRunError("kernel-not-found", "no kernel can run the tests");
	const at = (port, one) => ({
		...settings,
		...networkAt(port, segment, options, wayOut),
		kernelArguments: commandLineOf(one, options)
	});
	const peers = job.peers.map((peer, index) => ({
		...peer,
		settings: at(index + 1, peer.kernel)
	}));
	const { bootTimeoutSeconds } = options;
	return {
		peers,
		ready,
		kernel,
		settings: at(0, kernel),
		output,
		bootTimeoutSeconds
	};
}
// src/commands/stage-run.ts
/**
* Reads the tests, and copies what guests need of this machine's files to where they see it.
* @throws UmlRunError when that cannot be done
*/
async function stageRun(found, job) {
	const { options, context, output } = job;
	const { rootfs, kernels, environment } = job.parts;
	const { scratch, segment } = job.started;
	const on = (kernel) => ({ kernelArguments: commandLineOf(kernel, options) });
	const forPlan = planOptions(options);
	const planned = await planTests(found, forPlan);
	const forAll = {
		...environment,
		...peerEnvironment(options)
	};
	const named = planned.map((test) => ({
		...test,
		environment: {
			...forAll,
			...test.environment
		}
	}));
	const peers = await providePeers(options, {
		rootfs,
		environment: {
			...forAll,
			...forPlan.environment
		},
		context,
		kernels
	});
	const tests = await resolveTests(named, rootfs, options, context);
	const staging = {
		rootfs,
		scratch,
		options
	};
	const settings = await stageTests([...tests, ...testsBeside(peers)], staging, job.parts.settings);
	const besideJob = segment && {
		...peers,
		segment,
		options,
		settings,
		kernels,
		wayOut: job.network.wayOut,
		output
	};
	return {
		tests,
		settingsFor: (kernel) => ({
			...settings,
			...on(kernel)
		}),
		beside: besideJob && peersJob(besideJob)
	};
}
function planOptions(options) {
	const { timeoutSeconds, kernelArchitecture: architecture } = options;
	return {
		environment: addedEnvironment(options, require_start.givenEnvironment(process.env)),
		timeoutSeconds,
		architecture
	};
}
// src/model/using.ts
/**
* Does work with something, and then ends that, however the work ends.
* @throws what the work throws, or the end
*/
async function using(one, end, work) {
	try {
		return await work(one);
	} finally {
		await end(one);
	}
}
// src/runner/early-guests.ts
/** First guests of kernels, which boot while other kernels are made ready, and tests are read and staged. */
var EarlyGuests = class {
	/** By the specs of their kernels. */
	guests = /* @__PURE__ */ new Map();
	slots;
	/** @param jobs guests at a time, over all kernels */
	constructor(jobs) {
		this.slots = jobs;
	}
	/**
	* Starts one, if there is a slot for it.
	* @param attempts how many the kernel has at least, if all of its tests can run
	*/
	start(kernel, settings, attempts) {
		if (this.slots === 0) return;
		const guest = startEarly({
			kernel,
			settings,
			name: `early-${--this.slots}`,
			places: Math.min(attempts, mostTests),
			keepsArtifacts: true
		});
		if (guest) this.guests.set(kernel.spec, guest);
	}
	/** Whether there is none that nobody has taken. */
	get isEmpty() {
		return this.guests.size === 0;
	}
	/** Whether the kernel has one that nobody has taken. */
	has({ spec }) {
		return this.guests.has(spec);
	}
	/** The one of a kernel, for whoever runs it to its end. */
	take({ spec }) {
		const guest = this.guests.get(spec);
		this.guests.delete(spec);
		return guest;
	}
	/** Ends those that nobody has taken. */
	async end() {
		await Promise.all([...this.guests.values()].map(endEarly));
		this.guests.clear();
	}
};
// src/commands/started.ts
/**
* Starts what the work needs, and ends it after the work, however that ends: the last first, for guests use the segment,
* and all of them the temporary folders.
* @throws what the work throws; the system's error
*/
function withStarted(job, work) {
	return using(job.network, closed$1, () => using(makeScratch((text) => job.log.warning(text)), removed$1, (scratch) => using(segmentIn(scratch, job), ended, (segment) => using(new EarlyGuests(job.options.jobs), ended, (early) => work({
		scratch,
		segment,
		early
	})))));
}
function segmentIn(scratch, { options, network, output, log }) {
	if (options.guests.length === 0) return void 0;
	return startSegment(options, {
		scratch,
		wayOut: network.wayOut,
		output,
		log
	});
}
const closed$1 = (one) => one.close();
const removed$1 = (one) => one.remove();
const ended = (one) => one?.end();
// src/commands/run.ts
var run_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ run: () => run });
/**
* The main job: plan, provision, stage, run, record, report.
* @throws UmlRunError when nothing could be run; the results so far are in the output folder, and nothing of an earlier run
*   unless the option `order` is wrong
*/
async function run(patterns, options, reporter, signal, remotes = []) {
	neededCurrentFolder();
	const output = makeOutputFolder(options.output);
	return withOutputFolder(output, async () => {
		const order = readOrder(options.order);
		takeOver(output);
		const policy = await abortable(policyOf(options), signal);
		return runInto(output, patterns, {
			options,
			order,
			policy,
			reporter,
			signal,
			remotes
		});
	});
}
async function runInto(output, patterns, run) {
	const { options, reporter, signal, remotes } = run;
	const found = await findTests(patterns, {
		...findOptions(options),
		warn: (text) => reporter.warning(text)
	});
	const { cache: folder, offline } = options;
	const context = await openContext({
		folder,
		offline,
		remotes,
		log: reporter,
		signal
	});
	return runWith(context, found, run, output).finally(() => saved(context));
}
async function runWith(context, found, run, output) {
	const { options, order, policy, reporter, signal } = run;
	const warn = (text) => reporter.warning(text);
	const network = await provideNetwork(options, context);
	return withStarted({
		options,
		network,
		output,
		log: reporter
	}, async (started) => {
		const attempts = typeof order === "object" ? 0 : attemptsOf(found, options);
		const parts = await provideGuestParts({
			options,
			context,
			network,
			started,
			attempts,
			log: reporter
		});
		const staged = await stageRun(found, {
			options,
			context,
			network,
			parts,
			started,
			output
		});
		const { tests } = staged;
		const { kernels, rootfs } = parts;
		if (typeof order === "object") otherThanBefore(order, tests, kernels).forEach(warn);
		const times = new KeptTimes(context.cache, process.cwd());
		const { early } = started;
		const { results, isReported } = await runAndReport({
			...jobOf(options),
			...staged,
			kernels,
			...rootfsOf(rootfs),
			order,
			times,
			hintFor: programHint,
			output,
			policy,
			early
		}, reporter, signal);
		if (!options.timeTravel) times.keep(results);
		const problems = problemsOfPolicy(policy);
		problems.forEach(warn);
		const isInputWrong = problems.length > 0 || tests.some(({ program }) => program.problem !== void 0);
		const isInterrupted = signal.aborted;
		return {
			results,
			isReported,
			output,
			exitCode: runExitCode({
				isInterrupted,
				isInputWrong,
				isReported,
				tests: results.tests
			}),
			used: context.cache.used
		};
	});
}
/** How many a kernel has at least, if all of its tests can run, before it may be given another guest. */
function attemptsOf(found, { isolation, repeat }) {
	return isolation === "test" ? 1 : found.length * repeat;
}
function rootfsOf({ spec, source }) {
	return source === void 0 ? {} : { rootfs: {
		spec,
		source
	} };
}
/** Runs the tests: each event is counted, goes into the record, and then to the reports and the reporter. */
async function runAndReport(job, reporter, signal) {
	const record = new RunRecord();
	let isReported = false;
	const reports = openLiveReports(job.output, reporter);
	try {
		for await (const event of runTests(job, signal)) {
			reporter.count(event);
			record.apply(event);
			reports.onEvent(event, () => record.results());
		}
	} finally {
		isReported = await reports.finish(record.results());
	}
	return {
		results: record.results(),
		isReported
	};
}
function findOptions({ shard }) {
	return {
		cwd: process.cwd(),
		...shard && { shard }
	};
}
function jobOf(options) {
	const { jobs, isolation, bootTimeoutSeconds, outputLimitMegabytes, retries, repeat, untilFail } = options;
	return {
		jobs,
		isolation,
		bootTimeoutSeconds,
		outputLimit: outputLimitMegabytes * 2 ** 20,
		retries,
		repeat,
		untilFail
	};
}
// src/provision/artifacts-of.ts
/**
* Where files come back to that the program of `exec` leaves for its caller.
* @param folder where the command is given, absolute; this process's current one without it
*/
function artifactsOf({ UML_RUN_ARTIFACTS: given }, folder = "") {
	if (!given) return {};
	const path = (0, node_path.resolve)(folder, given);
	return { artifactsPath: (0, node_fs.existsSync)(path) ? (0, node_fs.realpathSync)(path) : path };
}
// src/provision/exec-test.ts
/**
* The program of `exec` as a test, with all that it needs.
* @param caller the environment of whoever started it
* @throws UmlRunError when there is no such program, or it cannot run there
*/
async function execTest({ program: name, arguments: words, options, timeoutSeconds = 0 }, { rootfs, ofTools, context, folder }, caller) {
	const environment = {
		...options.cleanEnvironment ? {} : ofTools,
		...execEnvironment(options, rootfs, caller)
	};
	const test = {
		name,
		program: await findProgram(name, {
			rootfs,
			environment,
			architecture: options.kernelArchitecture,
			...folder !== void 0 && { folder }
		}),
		arguments: words,
		environment,
		timeoutSeconds
	};
	const [resolved = test] = await resolveTests([test], rootfs, options, context);
	return runnable(resolved);
}
function runnable(test) {
	const { problem } = test.program;
	if (problem !== void 0) throw new require_compile_cache.UmlRunError("program-not-runnable", `${test.name}: ${problem}`);
	return test;
}
// src/provision/kept-paths.ts
/** As many as init takes. */
const maxPaths = 64;
/**
* Which changes of a program come back to this machine.
* @param writable paths as the user wrote them, from the folder that the program starts in
* @returns paths from the top of the project's folder; `.` for all
* @throws UmlRunError `option-invalid` for a path that does not lie in it, or where none is shown
*/
function keptPaths(writable, { shown = [], workingFolder }) {
	const project = shown.find(({ isProject }) => isProject);
	const [first] = writable;
	if (!project) {
		if (first === void 0) return [];
		throw invalid(first, "no folder is shown in the guest that it could lie in; name one with --workdir");
	}
	const start = workingFolder ?? project.path;
	const paths = [...new Set(writable.map((path) => within(project.path, (0, node_path.resolve)(start, path), path)))];
	if (paths.length > maxPaths) throw invalid(paths[maxPaths] ?? "", `there are more than ${maxPaths}; name fewer`);
	return paths;
}
function within(folder, at, path) {
	const inside = [at, realPath(at) ?? at].map((one) => (0, node_path.relative)(folder, one)).find((one) => one !== ".." && !one.startsWith("../"));
	if (inside !== void 0) return inside === "" ? "." : inside;
	throw invalid(path, `it does not lie in "${folder}", which is the folder that the guest shows; see --workdir`);
}
function invalid(path, why) {
	return new require_compile_cache.UmlRunError("option-invalid", `--writable "${path}": ${why}`);
}
// src/runner/exit-code.ts
/** Bytes of it that an error shows when the kernel complained. */
const maxComplaint = 65536;
/**
* The exit code that a shell would report for a program that ran in a guest of its own.
* @param name of the program, for people
* @param policy which complaints of the kernel count
* @returns its own; 128 and the signal's number when a signal ended it
* @throws UmlRunError with lines of the kernel's log: `kernel-complained` when the kernel did, or may have, while the
* program ran; `guest-failed` when its end is not known
*/
function exitCodeOf(report, name, policy) {
	const { outcome, boot } = report;
	if (!outcome) throw new require_compile_cache.UmlRunError("guest-failed", withLog(`${name}: ${explain(report)}`, boot.log.slice(-30)));
	const { observation } = outcome;
	const code = ownCode(observation);
	if (code === void 0) throw new require_compile_cache.UmlRunError("guest-failed", withLog(`${name}: ${messageOf(outcome)}`, logOf(observation)));
	const sorted = sortSplats(observation.splats, observation, policy);
	const complaint = complaintOf(sorted) ?? sorted.undecided;
	if (complaint !== void 0) throw new require_compile_cache.UmlRunError("kernel-complained", withLog(`${name}: ${complaint}`, relevantLog(observation, maxComplaint)));
	return code;
}
/**
* Why a program that has an exit code of its own may have failed, for the user.
* @param hintFor what is known of the program itself
* @returns a line; undefined where nothing is known, or it has not failed
*/
function failureHint({ outcome }, name, hintFor) {
	if (!outcome || ownCode(outcome.observation) === 0) return void 0;
	const { observation } = outcome;
	const { end, hostFault } = observation;
	const hints = hostFault === void 0 ? hintsOf({
		...observation,
		hint: () => hintFor(end)
	}) : [hostFault];
	return hints.length > 0 ? `${name}: ${hints.join("; ")}` : void 0;
}
function ownCode({ end }) {
	if (end?.how === "exit") return end.code;
	return end?.how === "signal" ? 128 + end.number : void 0;
}
function messageOf({ observation, noExit }) {
	return judge({
		...observation,
		noExit,
		doing: doingOf(observation)
	}, byEndAlone).message;
}
function logOf(observation) {
	return [...observation.log.slice(-30), ...stateOf(observation)];
}
function withLog(message, log) {
	return [message, ...log].join("\n");
}
// src/runner/tell-changes.ts
/** Characters of a path that are shown. */
const maxShown = 100;
/**
* What the user has to know of the changes of a program in the project's folder.
* @param project.folder its path
* @param project.start the folder in it that the program started in
* @param isBroughtBack whether any changes were to be
* @param isQuiet whether to keep to what was to be brought back, and was not
* @returns lines; none where nothing was lost
*/
function changesInWords(changes, { folder, start }, isBroughtBack, isQuiet) {
	if ("failure" in changes) return isBroughtBack ? [`what it changed in "${folder}" was not brought back: ${changes.failure}`] : [];
	return [...changes.problems.map((problem) => `in "${folder}": ${require_start.oneLine(problem)}`), ...isQuiet ? [] : lostInWords(changes, {
		folder,
		start
	})];
}
function lostInWords({ lost: { count, paths } }, project) {
	const { folder, start } = project;
	if (count === 0) return [];
	const names = paths.map((path) => require_start.cutMiddle(require_start.oneLine(path.toString()), maxShown));
	const more = count > names.length ? [`${count - names.length} more`] : [];
	const [files, are] = count === 1 ? ["1 file", "is"] : [`${count} files`, "are"];
	return [`${files} that it changed in "${folder}" ${are} lost with the guest's memory: ${[...names, ...more].join(", ")}; --writable ${(0, node_path.relative)(start, folder) || "."} keeps them`];
}
// src/runner/exec-end.ts
/**
* Tells the user of `exec` what there is to know when the program has ended: why it may have failed, and what is lost.
* @returns the exit code, as `exitCodeOf` says
* @throws UmlRunError as `exitCodeOf` does
*/
function tellExecEnd(report, { test, kernel, settings, policy, quiet }, log) {
	try {
		const code = exitCodeOf(report, test.name, policy);
		const hint = failureHint(report, test.name, (end) => programHint(test.program, kernel, end));
		if (hint !== void 0) log.warning(hint);
		return code;
	} finally {
		tellWhatIsLost(report, settings, quiet, log);
		for (const problem of problemsOfPolicy(policy)) log.warning(problem);
	}
}
function tellWhatIsLost({ changes, leftOut }, settings, quiet, log) {
	for (const what of leftOut) log.warning(what);
	const folder = settings.shown?.find(({ isProject }) => isProject)?.path;
	if (!changes || folder === void 0) return;
	const isBroughtBack = (settings.kept ?? []).length > 0;
	const start = settings.defaults.workingFolder ?? folder;
	for (const line of changesInWords(changes, {
		folder,
		start
	}, isBroughtBack, quiet)) log.warning(line);
}
// src/commands/exec-streams.ts
/**
* The size of this command's terminal.
* @throws UmlRunError `terminal-missing` when it has none
*/
function terminalOf({ stdin, stdout }) {
	if (!stdin.isTTY || !stdout.isTTY) throw new require_compile_cache.UmlRunError("terminal-missing", "exec -t: standard input and output have to be a terminal");
	return sizeOf(stdout);
}
/** Of this process: `/dev/null` is what the program gets, too. */
function inputOf() {
	const [own, none] = [(0, node_fs.fstatSync)(0), (0, node_fs.statSync)("/dev/null")];
	return own.isCharacterDevice() && own.rdev === none.rdev ? "empty" : true;
}
/** A terminal that does not know its size gives 0 for it. */
function sizeOf({ rows, columns }) {
	return {
		rows: rows || 24,
		columns: columns || 80
	};
}
/**
* Passes standard input on to the program, as it comes. One that cannot be read, such as a folder, is one that ends.
* @returns ends it
*/
function connect(guest, { stdin, stdout }, isTerminal) {
	let isConnected = true;
	const send = (bytes) => isTerminal ? guest.type(bytes) : sendOn(bytes);
	/** A program may read less than there is: what it has not asked for must not fill this process's memory. */
	const sendOn = (bytes) => {
		stdin.pause();
		guest.send(bytes, () => isConnected && stdin.resume());
	};
	const end = () => isTerminal || guest.send(Buffer.alloc(0));
	const resize = () => guest.resize(sizeOf(stdout));
	/** Ctrl-C and the like are for the program. In the background, the terminal is somebody else's. */
	const takeTerminal = () => {
		stdin.off("data", send);
		if (!isInForeground()) return stdin.pause();
		makeRaw(stdin);
		return stdin.on("data", send).resume();
	};
	if (isTerminal) {
		stdout.on("resize", resize);
		resize();
		process.on("SIGCONT", takeTerminal);
		takeTerminal();
	} else stdin.on("data", send);
	stdin.on("end", end);
	stdin.on("error", end);
	return () => {
		isConnected = false;
		stdin.off("data", send);
		stdin.off("end", end);
		stdout.off("resize", resize);
		process.off("SIGCONT", takeTerminal);
		if (isTerminal && isInForeground()) stdin.setRawMode?.(false);
	};
}
/**
* Keys go to the program as they are, and what the guest's terminal has made of its output is not changed once more: a bare
* line feed moves the cursor down and nowhere else. Node.js has no way to say the latter.
*/
function makeRaw(stdin) {
	stdin.setRawMode?.(true);
	(0, node_child_process.spawnSync)("stty", ["-opost"], {
		stdio: [
			"inherit",
			"ignore",
			"ignore"
		],
		timeout: 2e3,
		killSignal: "SIGKILL"
	});
}
/** Standard output or standard error has no reader any more. */
var ReaderGone = class extends Error {};
/**
* Notices when what the program prints cannot be passed on.
* @returns `lost`: aborts then, because of `ReaderGone`, or of an UmlRunError `stream-unwritable`; and what ends this
*/
function watchOutput({ stdout, stderr }) {
	const lost = new AbortController();
	const onError = (name) => (cause) => lost.abort(reasonOf(name, cause));
	const watched = [{
		stream: stdout,
		listener: onError("standard output")
	}, {
		stream: stderr,
		listener: onError("standard error")
	}];
	for (const { stream, listener } of watched) stream.on("error", listener);
	return {
		lost: lost.signal,
		release() {
			for (const { stream, listener } of watched) stream.off("error", listener);
		}
	};
}
function reasonOf(name, cause) {
	if (require_compile_cache.errnoOf(cause) === "EPIPE") return new ReaderGone(`nobody reads ${name}`, { cause });
	return new require_compile_cache.UmlRunError("stream-unwritable", `cannot write to ${name}: ${require_compile_cache.messageOf(cause)}; send it elsewhere`, { cause });
}
// src/commands/exec.ts
var exec_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ exec: () => exec });
/**
* Runs one program in a guest of its own, its streams passed through; while it runs, so is the first signal.
* @returns the program's own exit code; 128 and the signal's number when a signal ended it; 141 when nobody reads what it
* prints
* @throws UmlRunError when it could not be run, its end is not known, the kernel complained, or what it prints is lost;
* the signal's reason
*/
async function exec(command, streams, log, interruption) {
	const { options } = command;
	const files = filesOf(options);
	const policy = await policyOf(options);
	const terminal = command.terminal ? terminalOf(streams) : void 0;
	const provided = await provide(command, log, interruption.signal);
	log.progress("");
	const { test, kernel, network } = provided;
	const inScratch = async (scratch) => {
		const { settings, early } = await bootAndStage(provided, options, files, scratch, terminal);
		return tellExecEnd(await runConnected(provided, settings, {
			command,
			files,
			early,
			streams,
			log,
			interruption
		}), {
			test,
			kernel,
			settings,
			policy,
			quiet: options.quiet
		}, log);
	};
	try {
		return await using(network, closed, () => using(makeScratch(), removed, inScratch));
	} catch (error) {
		if (error instanceof ReaderGone) return sigpipe;
		throw error;
	}
}
const closed = (network) => network.close();
const removed = (scratch) => scratch.remove();
async function provide(command, log, signal) {
	const { options } = command;
	if (options.kernels.length > 1) throw new require_compile_cache.UmlRunError("option-invalid", `exec runs on one kernel, not on ${options.kernels.join(", ")}`);
	const context = await openContext({
		folder: options.cache,
		offline: options.offline,
		log,
		signal
	});
	const { rootfs, environment } = withShownFolders(await provideGuestRootfs(options, context), options, true, log);
	const test = await execTest(command, {
		rootfs,
		ofTools: environment,
		context
	}, require_start.givenEnvironment(process.env));
	const [kernel] = await provideGuestKernels(options, context);
	if (!kernel) throw new require_compile_cache.UmlRunError("option-invalid", "exec needs a kernel");
	return {
		test,
		rootfs,
		kernel,
		network: await provideNetwork(options, context)
	};
}
/** Stages the program while the kernel boots, if there is room for the guest at once. */
async function bootAndStage({ test, rootfs, kernel, network }, options, { artifactsPath, capturePath }, scratch, terminal) {
	const staging = {
		rootfs,
		scratch,
		options,
		network: network.settings,
		includeInWorkFolder: true
	};
	const known = {
		...kernelSettings(staging),
		kernelArguments: commandLineOf(kernel, options),
		...terminal ? { terminal } : { input: inputOf() },
		kept: keptPaths(options.writable, rootfs)
	};
	const early = startEarly({
		kernel,
		settings: known,
		name: guestName,
		places: 1,
		keepsArtifacts: artifactsPath !== void 0,
		...capturePath !== void 0 && { capturePath }
	});
	try {
		return {
			settings: await stageTests([test], staging, known),
			early
		};
	} catch (error) {
		if (early) await endEarly(early);
		throw error;
	}
}
const guestName = "exec";
/** @throws UmlRunError when there is no place for a file that is wanted */
function filesOf(options) {
	const artifacts = artifactsOf(process.env);
	if (!options.capture) return artifacts;
	if (artifacts.artifactsPath === void 0) throw new require_compile_cache.UmlRunError("option-invalid", "--capture needs a folder for its file: name one with UML_RUN_ARTIFACTS");
	return {
		...artifacts,
		capturePath: capturePath(artifacts.artifactsPath, "network")
	};
}
/** What a shell reports for a program that writes to a pipe without a reader. */
const sigpipe = 141;
async function runConnected({ test, kernel }, settings, { command, files, early, streams, log, interruption }) {
	let disconnect = () => {};
	let keepSignals = () => {};
	const output = watchOutput(streams);
	try {
		return await runGuestOnce(kernel, test, settings, {
			name: guestName,
			bootTimeoutSeconds: command.options.bootTimeoutSeconds,
			...files,
			early,
			signal: AbortSignal.any([interruption.signal, output.lost]),
			onEvent(event, guest) {
				if (event.type === "started") {
					disconnect = connect(guest, streams, settings.terminal !== void 0);
					keepSignals = interruption.divert((name) => guest.signal(node_os.constants.signals[name]));
				}
				if (event.type === "read-only") log.warning(readOnlyProject(kernel));
				if (event.type === "bytes") print(event.bytes, streams[event.stream], guest);
			}
		});
	} finally {
		keepSignals();
		disconnect();
		output.release();
	}
}
/** What nobody reads must not fill this process's memory: the guest waits, as a program here would. */
function print(bytes, stream, guest) {
	if (!stream.write(Buffer.from(bytes))) stream.once("drain", guest.hold());
}
Object.defineProperty(exports, "Unreachable", {
	enumerable: true,
	get: function() {
		return Unreachable;
	}
});
Object.defineProperty(exports, "abortable", {
	enumerable: true,
	get: function() {
		return abortable;
	}
});
Object.defineProperty(exports, "addProgram", {
	enumerable: true,
	get: function() {
		return addProgram;
	}
});
Object.defineProperty(exports, "aptReleases", {
	enumerable: true,
	get: function() {
		return aptReleases;
	}
});
Object.defineProperty(exports, "aptWords", {
	enumerable: true,
	get: function() {
		return aptWords;
	}
});
Object.defineProperty(exports, "arrayOf", {
	enumerable: true,
	get: function() {
		return arrayOf;
	}
});
Object.defineProperty(exports, "arrayOf$1", {
	enumerable: true,
	get: function() {
		return arrayOf$1;
	}
});
Object.defineProperty(exports, "artifactsOf", {
	enumerable: true,
	get: function() {
		return artifactsOf;
	}
});
Object.defineProperty(exports, "askRelease", {
	enumerable: true,
	get: function() {
		return askRelease;
	}
});
Object.defineProperty(exports, "assetName", {
	enumerable: true,
	get: function() {
		return assetName;
	}
});
Object.defineProperty(exports, "bootModules", {
	enumerable: true,
	get: function() {
		return bootModules;
	}
});
Object.defineProperty(exports, "busyboxPackage", {
	enumerable: true,
	get: function() {
		return busyboxPackage;
	}
});
Object.defineProperty(exports, "byEndAlone", {
	enumerable: true,
	get: function() {
		return byEndAlone;
	}
});
Object.defineProperty(exports, "cachedDigest", {
	enumerable: true,
	get: function() {
		return cachedDigest;
	}
});
Object.defineProperty(exports, "cachedDigestOfFile", {
	enumerable: true,
	get: function() {
		return cachedDigestOfFile;
	}
});
Object.defineProperty(exports, "cachedLookup", {
	enumerable: true,
	get: function() {
		return cachedLookup;
	}
});
Object.defineProperty(exports, "checkArchitecture", {
	enumerable: true,
	get: function() {
		return checkArchitecture;
	}
});
Object.defineProperty(exports, "checkMemoryFolder", {
	enumerable: true,
	get: function() {
		return checkMemoryFolder;
	}
});
Object.defineProperty(exports, "checkPtrace", {
	enumerable: true,
	get: function() {
		return checkPtrace;
	}
});
Object.defineProperty(exports, "climbs", {
	enumerable: true,
	get: function() {
		return climbs;
	}
});
Object.defineProperty(exports, "commandLineOf", {
	enumerable: true,
	get: function() {
		return commandLineOf;
	}
});
Object.defineProperty(exports, "compareNatural", {
	enumerable: true,
	get: function() {
		return compareNatural;
	}
});
Object.defineProperty(exports, "compareVersions", {
	enumerable: true,
	get: function() {
		return compareVersions;
	}
});
Object.defineProperty(exports, "debianArchive", {
	enumerable: true,
	get: function() {
		return debianArchive;
	}
});
Object.defineProperty(exports, "debianKeyring", {
	enumerable: true,
	get: function() {
		return debianKeyring;
	}
});
Object.defineProperty(exports, "digestOf", {
	enumerable: true,
	get: function() {
		return digestOf$1;
	}
});
Object.defineProperty(exports, "digestOfFile", {
	enumerable: true,
	get: function() {
		return digestOfFile;
	}
});
Object.defineProperty(exports, "download", {
	enumerable: true,
	get: function() {
		return download;
	}
});
Object.defineProperty(exports, "download$1", {
	enumerable: true,
	get: function() {
		return download$1;
	}
});
Object.defineProperty(exports, "driverProblem", {
	enumerable: true,
	get: function() {
		return driverProblem;
	}
});
Object.defineProperty(exports, "entry", {
	enumerable: true,
	get: function() {
		return entry;
	}
});
Object.defineProperty(exports, "execTest", {
	enumerable: true,
	get: function() {
		return execTest;
	}
});
Object.defineProperty(exports, "exec_exports", {
	enumerable: true,
	get: function() {
		return exec_exports;
	}
});
Object.defineProperty(exports, "executableName", {
	enumerable: true,
	get: function() {
		return executableName;
	}
});
Object.defineProperty(exports, "explain", {
	enumerable: true,
	get: function() {
		return explain;
	}
});
Object.defineProperty(exports, "fetchFrom", {
	enumerable: true,
	get: function() {
		return fetchFrom;
	}
});
Object.defineProperty(exports, "fetchMachinePackage", {
	enumerable: true,
	get: function() {
		return fetchMachinePackage;
	}
});
Object.defineProperty(exports, "fileInRootfs", {
	enumerable: true,
	get: function() {
		return fileInRootfs;
	}
});
Object.defineProperty(exports, "filesNamed", {
	enumerable: true,
	get: function() {
		return filesNamed;
	}
});
Object.defineProperty(exports, "flavourOf", {
	enumerable: true,
	get: function() {
		return flavourOf;
	}
});
Object.defineProperty(exports, "flavours", {
	enumerable: true,
	get: function() {
		return flavours;
	}
});
Object.defineProperty(exports, "follow", {
	enumerable: true,
	get: function() {
		return follow;
	}
});
Object.defineProperty(exports, "formatWanted", {
	enumerable: true,
	get: function() {
		return formatWanted;
	}
});
Object.defineProperty(exports, "guestFolders", {
	enumerable: true,
	get: function() {
		return guestFolders;
	}
});
Object.defineProperty(exports, "guestMemoryFolders", {
	enumerable: true,
	get: function() {
		return guestMemoryFolders;
	}
});
Object.defineProperty(exports, "hasIpv6", {
	enumerable: true,
	get: function() {
		return hasIpv6;
	}
});
Object.defineProperty(exports, "hasLostRight", {
	enumerable: true,
	get: function() {
		return hasLostRight;
	}
});
Object.defineProperty(exports, "homeFolder", {
	enumerable: true,
	get: function() {
		return homeFolder;
	}
});
Object.defineProperty(exports, "hostGlibc", {
	enumerable: true,
	get: function() {
		return hostGlibc;
	}
});
Object.defineProperty(exports, "identityOf", {
	enumerable: true,
	get: function() {
		return identityOf;
	}
});
Object.defineProperty(exports, "inMegabytes", {
	enumerable: true,
	get: function() {
		return inMegabytes;
	}
});
Object.defineProperty(exports, "isAlive", {
	enumerable: true,
	get: function() {
		return isAlive;
	}
});
Object.defineProperty(exports, "isBefore", {
	enumerable: true,
	get: function() {
		return isBefore;
	}
});
Object.defineProperty(exports, "isElf", {
	enumerable: true,
	get: function() {
		return isElf;
	}
});
Object.defineProperty(exports, "isKernelRecord", {
	enumerable: true,
	get: function() {
		return isKernelRecord;
	}
});
Object.defineProperty(exports, "isNewer", {
	enumerable: true,
	get: function() {
		return isNewer;
	}
});
Object.defineProperty(exports, "isPage", {
	enumerable: true,
	get: function() {
		return isPage;
	}
});
Object.defineProperty(exports, "isRunnable", {
	enumerable: true,
	get: function() {
		return isRunnable$1;
	}
});
Object.defineProperty(exports, "isSpecial", {
	enumerable: true,
	get: function() {
		return isSpecial;
	}
});
Object.defineProperty(exports, "isStoreIndex", {
	enumerable: true,
	get: function() {
		return isStoreIndex;
	}
});
Object.defineProperty(exports, "isTestFile", {
	enumerable: true,
	get: function() {
		return isTestFile;
	}
});
Object.defineProperty(exports, "isText", {
	enumerable: true,
	get: function() {
		return isText;
	}
});
Object.defineProperty(exports, "judge", {
	enumerable: true,
	get: function() {
		return judge;
	}
});
Object.defineProperty(exports, "keptAnswer", {
	enumerable: true,
	get: function() {
		return keptAnswer;
	}
});
Object.defineProperty(exports, "kernelOptions", {
	enumerable: true,
	get: function() {
		return kernelOptions;
	}
});
Object.defineProperty(exports, "kernelUser", {
	enumerable: true,
	get: function() {
		return kernelUser;
	}
});
Object.defineProperty(exports, "keyOf", {
	enumerable: true,
	get: function() {
		return keyOf$1;
	}
});
Object.defineProperty(exports, "lastLines", {
	enumerable: true,
	get: function() {
		return lastLines$1;
	}
});
Object.defineProperty(exports, "layoutSteps", {
	enumerable: true,
	get: function() {
		return layoutSteps;
	}
});
Object.defineProperty(exports, "leaderOfStarter", {
	enumerable: true,
	get: function() {
		return leaderOfStarter;
	}
});
Object.defineProperty(exports, "listEntries", {
	enumerable: true,
	get: function() {
		return listEntries;
	}
});
Object.defineProperty(exports, "listOf", {
	enumerable: true,
	get: function() {
		return listOf;
	}
});
Object.defineProperty(exports, "loader", {
	enumerable: true,
	get: function() {
		return loader;
	}
});
Object.defineProperty(exports, "loaderPath", {
	enumerable: true,
	get: function() {
		return loaderPath;
	}
});
Object.defineProperty(exports, "locked", {
	enumerable: true,
	get: function() {
		return locked;
	}
});
Object.defineProperty(exports, "longTerm", {
	enumerable: true,
	get: function() {
		return longTerm;
	}
});
Object.defineProperty(exports, "machinePackage", {
	enumerable: true,
	get: function() {
		return machinePackage;
	}
});
Object.defineProperty(exports, "majorFolder", {
	enumerable: true,
	get: function() {
		return majorFolder;
	}
});
Object.defineProperty(exports, "makeScratch", {
	enumerable: true,
	get: function() {
		return makeScratch;
	}
});
Object.defineProperty(exports, "mapOf", {
	enumerable: true,
	get: function() {
		return mapOf;
	}
});
Object.defineProperty(exports, "maxAssetBytes", {
	enumerable: true,
	get: function() {
		return maxAssetBytes;
	}
});
Object.defineProperty(exports, "maxIndexBytes", {
	enumerable: true,
	get: function() {
		return maxIndexBytes;
	}
});
Object.defineProperty(exports, "mergeFragments", {
	enumerable: true,
	get: function() {
		return mergeFragments;
	}
});
Object.defineProperty(exports, "modulesKind", {
	enumerable: true,
	get: function() {
		return modulesKind;
	}
});
Object.defineProperty(exports, "modulesName", {
	enumerable: true,
	get: function() {
		return modulesName;
	}
});
Object.defineProperty(exports, "nameFrom", {
	enumerable: true,
	get: function() {
		return nameFrom;
	}
});
Object.defineProperty(exports, "namesIn", {
	enumerable: true,
	get: function() {
		return namesIn$6;
	}
});
Object.defineProperty(exports, "nameservers", {
	enumerable: true,
	get: function() {
		return nameservers;
	}
});
Object.defineProperty(exports, "nativeFile", {
	enumerable: true,
	get: function() {
		return nativeFile;
	}
});
Object.defineProperty(exports, "nearestVersions", {
	enumerable: true,
	get: function() {
		return nearestVersions;
	}
});
Object.defineProperty(exports, "neededCurrentFolder", {
	enumerable: true,
	get: function() {
		return neededCurrentFolder;
	}
});
Object.defineProperty(exports, "newestLongTerm", {
	enumerable: true,
	get: function() {
		return newestLongTerm;
	}
});
Object.defineProperty(exports, "noRoomWords", {
	enumerable: true,
	get: function() {
		return noRoomWords;
	}
});
Object.defineProperty(exports, "noexecMountOf", {
	enumerable: true,
	get: function() {
		return noexecMountOf;
	}
});
Object.defineProperty(exports, "notInCache", {
	enumerable: true,
	get: function() {
		return notInCache;
	}
});
Object.defineProperty(exports, "number", {
	enumerable: true,
	get: function() {
		return number;
	}
});
Object.defineProperty(exports, "object", {
	enumerable: true,
	get: function() {
		return object;
	}
});
Object.defineProperty(exports, "objectOf", {
	enumerable: true,
	get: function() {
		return objectOf;
	}
});
Object.defineProperty(exports, "oldKernelsRoom", {
	enumerable: true,
	get: function() {
		return oldKernelsRoom;
	}
});
Object.defineProperty(exports, "oldest", {
	enumerable: true,
	get: function() {
		return oldest;
	}
});
Object.defineProperty(exports, "oncePerRun", {
	enumerable: true,
	get: function() {
		return oncePerRun;
	}
});
Object.defineProperty(exports, "oneOf", {
	enumerable: true,
	get: function() {
		return oneOf$1;
	}
});
Object.defineProperty(exports, "openCache", {
	enumerable: true,
	get: function() {
		return openCache;
	}
});
Object.defineProperty(exports, "openContext", {
	enumerable: true,
	get: function() {
		return openContext;
	}
});
Object.defineProperty(exports, "openKernelMirror", {
	enumerable: true,
	get: function() {
		return openKernelMirror;
	}
});
Object.defineProperty(exports, "openMirror", {
	enumerable: true,
	get: function() {
		return openMirror;
	}
});
Object.defineProperty(exports, "openPrivateApt", {
	enumerable: true,
	get: function() {
		return openPrivateApt;
	}
});
Object.defineProperty(exports, "openStorePlace", {
	enumerable: true,
	get: function() {
		return openStorePlace;
	}
});
Object.defineProperty(exports, "optional", {
	enumerable: true,
	get: function() {
		return optional;
	}
});
Object.defineProperty(exports, "optional$1", {
	enumerable: true,
	get: function() {
		return optional$1;
	}
});
Object.defineProperty(exports, "orRecall", {
	enumerable: true,
	get: function() {
		return orRecall;
	}
});
Object.defineProperty(exports, "ownSlirp", {
	enumerable: true,
	get: function() {
		return ownSlirp;
	}
});
Object.defineProperty(exports, "packageName", {
	enumerable: true,
	get: function() {
		return packageName;
	}
});
Object.defineProperty(exports, "parseChecksums", {
	enumerable: true,
	get: function() {
		return parseChecksums;
	}
});
Object.defineProperty(exports, "parseConfig", {
	enumerable: true,
	get: function() {
		return parseConfig;
	}
});
Object.defineProperty(exports, "parseIndex", {
	enumerable: true,
	get: function() {
		return parseIndex;
	}
});
Object.defineProperty(exports, "parseJson", {
	enumerable: true,
	get: function() {
		return parseJson;
	}
});
Object.defineProperty(exports, "parseJson$1", {
	enumerable: true,
	get: function() {
		return parseJson$1;
	}
});
Object.defineProperty(exports, "parseKernelSpec", {
	enumerable: true,
	get: function() {
		return parseKernelSpec;
	}
});
Object.defineProperty(exports, "parseStanzas", {
	enumerable: true,
	get: function() {
		return parseStanzas;
	}
});
Object.defineProperty(exports, "pickVersion", {
	enumerable: true,
	get: function() {
		return pickVersion;
	}
});
Object.defineProperty(exports, "placeInRootfs", {
	enumerable: true,
	get: function() {
		return placeInRootfs;
	}
});
Object.defineProperty(exports, "placeOn", {
	enumerable: true,
	get: function() {
		return placeOn;
	}
});
Object.defineProperty(exports, "policyOf", {
	enumerable: true,
	get: function() {
		return policyOf;
	}
});
Object.defineProperty(exports, "privateApt", {
	enumerable: true,
	get: function() {
		return privateApt;
	}
});
Object.defineProperty(exports, "projectFolder", {
	enumerable: true,
	get: function() {
		return projectFolder;
	}
});
Object.defineProperty(exports, "provideGuestKernels", {
	enumerable: true,
	get: function() {
		return provideGuestKernels;
	}
});
Object.defineProperty(exports, "provideGuestRootfs", {
	enumerable: true,
	get: function() {
		return provideGuestRootfs;
	}
});
Object.defineProperty(exports, "provideKernel", {
	enumerable: true,
	get: function() {
		return provideKernel;
	}
});
Object.defineProperty(exports, "provideNetwork", {
	enumerable: true,
	get: function() {
		return provideNetwork;
	}
});
Object.defineProperty(exports, "quoted", {
	enumerable: true,
	get: function() {
		return quoted;
	}
});
Object.defineProperty(exports, "readElf", {
	enumerable: true,
	get: function() {
		return readElf;
	}
});
Object.defineProperty(exports, "readElfHeader", {
	enumerable: true,
	get: function() {
		return readElfHeader;
	}
});
Object.defineProperty(exports, "readExt", {
	enumerable: true,
	get: function() {
		return readExt;
	}
});
Object.defineProperty(exports, "readFrom", {
	enumerable: true,
	get: function() {
		return readFrom;
	}
});
Object.defineProperty(exports, "readLocalKernel", {
	enumerable: true,
	get: function() {
		return readLocalKernel;
	}
});
Object.defineProperty(exports, "readMounts", {
	enumerable: true,
	get: function() {
		return readMounts;
	}
});
Object.defineProperty(exports, "readNeeds", {
	enumerable: true,
	get: function() {
		return readNeeds;
	}
});
Object.defineProperty(exports, "readOnlyProject", {
	enumerable: true,
	get: function() {
		return readOnlyProject;
	}
});
Object.defineProperty(exports, "readPlace", {
	enumerable: true,
	get: function() {
		return readPlace;
	}
});
Object.defineProperty(exports, "readRecord", {
	enumerable: true,
	get: function() {
		return readRecord;
	}
});
Object.defineProperty(exports, "readText", {
	enumerable: true,
	get: function() {
		return readText;
	}
});
Object.defineProperty(exports, "readTextFrom", {
	enumerable: true,
	get: function() {
		return readTextFrom;
	}
});
Object.defineProperty(exports, "readTextSync", {
	enumerable: true,
	get: function() {
		return readTextSync;
	}
});
Object.defineProperty(exports, "readTree", {
	enumerable: true,
	get: function() {
		return readTree;
	}
});
Object.defineProperty(exports, "readyKernel", {
	enumerable: true,
	get: function() {
		return readyKernel;
	}
});
Object.defineProperty(exports, "realHome", {
	enumerable: true,
	get: function() {
		return realHome;
	}
});
Object.defineProperty(exports, "relocate", {
	enumerable: true,
	get: function() {
		return relocate;
	}
});
Object.defineProperty(exports, "removeEntry", {
	enumerable: true,
	get: function() {
		return removeEntry;
	}
});
Object.defineProperty(exports, "removeFolder", {
	enumerable: true,
	get: function() {
		return removeFolder;
	}
});
Object.defineProperty(exports, "removeFolderAside", {
	enumerable: true,
	get: function() {
		return removeFolderAside;
	}
});
Object.defineProperty(exports, "removeLeftWork", {
	enumerable: true,
	get: function() {
		return removeLeftWork;
	}
});
Object.defineProperty(exports, "removeWhenGone", {
	enumerable: true,
	get: function() {
		return removeWhenGone;
	}
});
Object.defineProperty(exports, "renderSummary", {
	enumerable: true,
	get: function() {
		return renderSummary;
	}
});
Object.defineProperty(exports, "replaceFile", {
	enumerable: true,
	get: function() {
		return replaceFile;
	}
});
Object.defineProperty(exports, "requireNetwork", {
	enumerable: true,
	get: function() {
		return requireNetwork;
	}
});
Object.defineProperty(exports, "rootfsHas", {
	enumerable: true,
	get: function() {
		return rootfsHas;
	}
});
Object.defineProperty(exports, "rootfsOptions", {
	enumerable: true,
	get: function() {
		return rootfsOptions;
	}
});
Object.defineProperty(exports, "run", {
	enumerable: true,
	get: function() {
		return run;
	}
});
Object.defineProperty(exports, "run$1", {
	enumerable: true,
	get: function() {
		return run$1;
	}
});
Object.defineProperty(exports, "runApt", {
	enumerable: true,
	get: function() {
		return runApt;
	}
});
Object.defineProperty(exports, "runGuest", {
	enumerable: true,
	get: function() {
		return runGuest;
	}
});
Object.defineProperty(exports, "runGuestOnce", {
	enumerable: true,
	get: function() {
		return runGuestOnce;
	}
});
Object.defineProperty(exports, "run_exports", {
	enumerable: true,
	get: function() {
		return run_exports;
	}
});
Object.defineProperty(exports, "seenPath", {
	enumerable: true,
	get: function() {
		return seenPath;
	}
});
Object.defineProperty(exports, "seriesOf", {
	enumerable: true,
	get: function() {
		return seriesOf;
	}
});
Object.defineProperty(exports, "seriesOf$1", {
	enumerable: true,
	get: function() {
		return seriesOf$1;
	}
});
Object.defineProperty(exports, "setInterpreter", {
	enumerable: true,
	get: function() {
		return setInterpreter;
	}
});
Object.defineProperty(exports, "settingsProblem", {
	enumerable: true,
	get: function() {
		return settingsProblem;
	}
});
Object.defineProperty(exports, "show", {
	enumerable: true,
	get: function() {
		return show$1;
	}
});
Object.defineProperty(exports, "splitWords", {
	enumerable: true,
	get: function() {
		return splitWords;
	}
});
Object.defineProperty(exports, "stage", {
	enumerable: true,
	get: function() {
		return stage;
	}
});
Object.defineProperty(exports, "stageTests", {
	enumerable: true,
	get: function() {
		return stageTests;
	}
});
Object.defineProperty(exports, "stampOf", {
	enumerable: true,
	get: function() {
		return stampOf;
	}
});
Object.defineProperty(exports, "stampOrGone", {
	enumerable: true,
	get: function() {
		return stampOrGone;
	}
});
Object.defineProperty(exports, "storeOptions", {
	enumerable: true,
	get: function() {
		return storeOptions;
	}
});
Object.defineProperty(exports, "string", {
	enumerable: true,
	get: function() {
		return string;
	}
});
Object.defineProperty(exports, "supervisorArguments", {
	enumerable: true,
	get: function() {
		return supervisorArguments;
	}
});
Object.defineProperty(exports, "supportedIn", {
	enumerable: true,
	get: function() {
		return supportedIn;
	}
});
Object.defineProperty(exports, "takeName", {
	enumerable: true,
	get: function() {
		return takeName;
	}
});
Object.defineProperty(exports, "tarballOf", {
	enumerable: true,
	get: function() {
		return tarballOf;
	}
});
Object.defineProperty(exports, "tellExecEnd", {
	enumerable: true,
	get: function() {
		return tellExecEnd;
	}
});
Object.defineProperty(exports, "temporaryFolder", {
	enumerable: true,
	get: function() {
		return temporaryFolder;
	}
});
Object.defineProperty(exports, "tool", {
	enumerable: true,
	get: function() {
		return tool;
	}
});
Object.defineProperty(exports, "toolVariableNames", {
	enumerable: true,
	get: function() {
		return toolVariableNames;
	}
});
Object.defineProperty(exports, "unlessDamaged", {
	enumerable: true,
	get: function() {
		return unlessDamaged;
	}
});
Object.defineProperty(exports, "unpackBusybox", {
	enumerable: true,
	get: function() {
		return unpackBusybox;
	}
});
Object.defineProperty(exports, "unpackDeb", {
	enumerable: true,
	get: function() {
		return unpackDeb;
	}
});
Object.defineProperty(exports, "update", {
	enumerable: true,
	get: function() {
		return update;
	}
});
Object.defineProperty(exports, "using", {
	enumerable: true,
	get: function() {
		return using;
	}
});
Object.defineProperty(exports, "versionsIn", {
	enumerable: true,
	get: function() {
		return versionsIn$1;
	}
});
Object.defineProperty(exports, "webPage", {
	enumerable: true,
	get: function() {
		return webPage;
	}
});
Object.defineProperty(exports, "withBytes", {
	enumerable: true,
	get: function() {
		return withBytes;
	}
});
Object.defineProperty(exports, "withModules", {
	enumerable: true,
	get: function() {
		return withModules;
	}
});
Object.defineProperty(exports, "withShownFolders", {
	enumerable: true,
	get: function() {
		return withShownFolders;
	}
});
Object.defineProperty(exports, "withTemporaryFolder", {
	enumerable: true,
	get: function() {
		return withTemporaryFolder;
	}
});
Object.defineProperty(exports, "writeRecord", {
	enumerable: true,
	get: function() {
		return writeRecord;
	}
});
Object.defineProperty(exports, "xstateSize", {
	enumerable: true,
	get: function() {
		return xstateSize;
	}
});
