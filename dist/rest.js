const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_compile_cache = require("./compile-cache.js");
const require_start = require("./start.js");
const require_run = require("./run.js");
const require_packages = require("./packages.js");
let node_fs = require("node:fs");
let node_path = require("node:path");
let node_os = require("node:os");
let node_net = require("node:net");
let node_util = require("node:util");
let node_events = require("node:events");
let node_zlib = require("node:zlib");
let node_crypto = require("node:crypto");
let node_fs_promises = require("node:fs/promises");
let node_child_process = require("node:child_process");
let node_timers_promises = require("node:timers/promises");
let node_readline = require("node:readline");
// src/guest/try-sandbox.ts
/** Starts a program as a guest's kernel is started, and says how that went. Does not throw. */
function trySandbox() {
	const problem = whatWentWrong();
	if (problem === void 0) return {
		name: "sandbox",
		ok: true,
		found: "a program started in it"
	};
	return {
		name: "sandbox",
		ok: false,
		found: problem,
		fix: "install uml-run where programs may be executed; in a container, allow Landlock and seccomp, or --sandbox off"
	};
}
function whatWentWrong() {
	let memory;
	try {
		memory = (0, node_fs.mkdtempSync)((0, node_path.join)(require_run.guestMemoryFolders()[0], "uml-run-"));
		const program = require_run.nativeFile("cleanup");
		const words = [
			...require_run.supervisorArguments({
				read: [program],
				user: require_run.kernelUser(),
				memory
			}),
			"--",
			program
		];
		const { error, status, stderr } = (0, node_child_process.spawnSync)(require_run.nativeFile("supervisor"), words, {
			stdio: [...[
				"ignore",
				"ignore",
				"pipe",
				"pipe"
			]],
			encoding: "utf8"
		});
		if (error) return require_compile_cache.messageOf(error);
		return status === 0 ? void 0 : stderr.trim() || `the program ended with ${status}`;
	} catch (error) {
		return require_compile_cache.messageOf(error);
	} finally {
		if (memory !== void 0) (0, node_fs.rmSync)(memory, {
			recursive: true,
			force: true
		});
	}
}
// src/host/check-descriptors.ts
/** A guest takes about 20, and what is used of the machine's programs takes some more. */
const enough = 64;
/** How many files this process may have open at once. */
function checkDescriptors() {
	return judgeDescriptors(softLimit());
}
/** @param limit Infinity for none */
function judgeDescriptors(limit) {
	const found = Number.isFinite(limit) ? `${limit} at once` : "any number at once";
	const check = {
		name: "open files",
		ok: limit >= enough,
		found
	};
	return check.ok ? check : {
		...check,
		found: `${found}, less than ${enough}`,
		fix: "raise the limit: ulimit -n 1024"
	};
}
function softLimit() {
	const [, limit] = /^Max open files\s+(\d+)/m.exec((0, node_fs.readFileSync)("/proc/self/limits", "utf8")) ?? [];
	return limit === void 0 ? Number.POSITIVE_INFINITY : Number(limit);
}
// src/host/check-tool.ts
/** Whether a program is there and starts. */
async function checkTool(name, itsPackage = name) {
	const { failed, stdout } = await require_packages.execa(name, ["--version"], {
		reject: false,
		timeout: 1e4
	});
	if (failed) return {
		name,
		ok: false,
		found: "is missing or does not start",
		fix: `apt-get install ${itsPackage}`
	};
	return {
		name,
		ok: true,
		found: versionIn$1(stdout)
	};
}
/** A program without which only something is missing, in words for people. */
async function checkOptionalTool(name, without, itsPackage = name) {
	const check = await checkTool(name, itsPackage);
	return check.ok ? check : {
		...check,
		ok: true,
		fix: `${check.fix}: without it, ${without}`
	};
}
/** @returns the version in the first line of what `--version` prints, or that whole line */
function versionIn$1(output) {
	const line = output.trim().split("\n")[0] ?? "";
	return /\d+(?:\.\d+)+[^\s,]*/.exec(line)?.[0] ?? line;
}
// src/host/check-apt.ts
/** Distribution kernels come through apt, from the archive that this machine is set up with. */
async function checkApt() {
	const options = {
		reject: false,
		timeout: 3e4
	};
	const version = await require_packages.execa("apt-get", ["--version"], options);
	if (version.failed) return judgeApt(void 0, "");
	const { stdout = "" } = await require_packages.execa("apt-get", ["update", "--print-uris"], options);
	return judgeApt(version.stdout, stdout);
}
/**
* @param version what `apt-get --version` prints; undefined without apt
* @param printed by `apt-get update --print-uris`
*/
function judgeApt(version, printed) {
	const name = "apt";
	if (version === void 0) return {
		name,
		ok: false,
		found: "there is none",
		fix: "run on Debian or Ubuntu, name a store with --kernel-store, or use what needs no packages: --kernel ./linux --rootfs host"
	};
	const count = new Set(require_run.aptReleases(printed).map(({ uri }) => uri)).size;
	const found = `${versionIn$1(version)} with ${count} ${count === 1 ? "archive" : "archives"}`;
	if (count > 0) return {
		name,
		ok: true,
		found
	};
	return {
		name,
		ok: false,
		found,
		fix: "name an archive in /etc/apt/sources.list"
	};
}
// src/host/check-cpu.ts
async function checkCpu() {
	return judgeCpu(await require_run.readText("/proc/cpuinfo") ?? "");
}
/** @param cpuinfo text of /proc/cpuinfo */
function judgeCpu(cpuinfo) {
	const name = "CPU";
	const model = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? "unknown";
	const size = require_run.xstateSize(cpuinfo);
	const found = `${model}, ${size} bytes of register state (XSTATE)`;
	if (size <= 2696) return {
		name,
		ok: true,
		found
	};
	return {
		name,
		ok: true,
		found: `${found}, more than the ${require_run.oldKernelsRoom} of kernels before 6.13, which uml-run works around`,
		fix: "only a static kernel before 6.13 that uml-run has not built cannot run here: link it dynamically, or give its source"
	};
}
// src/host/check-disk.ts
/** Four distribution kernels with their modules, a root file system, and room to unpack them. */
const enoughForCache = 1073741824;
/** Copies of programs and their libraries. */
const enoughForCopies = 104857600;
/** @param folder of the cache; where it is not there yet, the folder that it would be made in counts */
function checkCacheFolder(folder) {
	return checkDisk({
		name: "cache folder",
		folder,
		enough: enoughForCache,
		fix: "make room there, or name another folder for the cache that you may write to and execute programs in"
	});
}
/** The folder that a run would use. */
async function checkTemporaryFolder() {
	const [name, fix] = ["temporary files", "make room there, or set TMPDIR to another folder that you may write to"];
	try {
		return await checkDisk({
			name,
			folder: require_run.temporaryFolder(),
			enough: enoughForCopies,
			fix
		});
	} catch (error) {
		return {
			name,
			ok: false,
			found: require_compile_cache.messageOf(error),
			fix
		};
	}
}
async function checkDisk({ name, folder, enough, fix }) {
	try {
		const existing = await nearest((0, node_path.resolve)(folder));
		await (0, node_fs_promises.access)(existing, node_fs_promises.constants.W_OK | node_fs_promises.constants.X_OK);
		const { bavail, bsize, files, ffree } = await (0, node_fs_promises.statfs)(existing);
		const found = `${folder}, ${require_run.inMegabytes(bavail * bsize)} free`;
		const no = (why) => ({
			name,
			ok: false,
			found: `${found}${why}`,
			fix
		});
		if (bavail * bsize < enough) return no(`, less than ${require_run.inMegabytes(enough)}`);
		if (files > 0 && ffree === 0) return no(", but it can have no more files");
		const mount = require_run.noexecMountOf(existing, require_run.readMounts());
		if (mount) return no(`, but ${mount.point} is mounted noexec`);
		return {
			name,
			ok: true,
			found
		};
	} catch (error) {
		return {
			name,
			ok: false,
			found: `${folder} cannot be used: ${require_compile_cache.messageOf(error, folder)}`,
			fix
		};
	}
}
async function nearest(folder) {
	try {
		return await (0, node_fs_promises.realpath)(folder);
	} catch (error) {
		if (require_compile_cache.errnoOf(error) !== "ENOENT" || (0, node_path.dirname)(folder) === folder) throw error;
		return nearest((0, node_path.dirname)(folder));
	}
}
// src/host/check-sandbox.ts
/** For information: nothing that a run needs today depends on it. */
async function checkUserNamespaces() {
	return describeUserNamespaces({
		max: await require_run.readText("/proc/sys/user/max_user_namespaces"),
		unprivileged: await require_run.readText("/proc/sys/kernel/unprivileged_userns_clone"),
		appArmor: await require_run.readText("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
	});
}
function describeUserNamespaces({ max, unprivileged, appArmor }) {
	const found = () => {
		if (max === void 0) return "the kernel has none";
		if (max.trim() === "0") return "turned off (user.max_user_namespaces is 0)";
		if (unprivileged?.trim() === "0") return "for root only (kernel.unprivileged_userns_clone is 0)";
		if (appArmor?.trim() === "1") return "restricted by AppArmor (kernel.apparmor_restrict_unprivileged_userns is 1)";
		return "for everyone";
	};
	return {
		name: "user namespaces",
		ok: true,
		found: found()
	};
}
/** What is missing before a version of Landlock, and the Linux that brought it. */
const landlockParts = [
	{
		version: 2,
		linux: "5.19",
		lack: "tests cannot move artifacts between folders"
	},
	{
		version: 3,
		linux: "6.2",
		lack: "root in a guest can empty files that it may read and its user may write"
	},
	{
		version: 4,
		linux: "6.7",
		lack: "only the list of system calls keeps guests from TCP"
	},
	{
		version: 5,
		linux: "6.10",
		lack: "only that list keeps them from the ioctl calls of devices"
	},
	{
		version: 6,
		linux: "6.12",
		lack: "a guest can send signals to processes of the same user"
	}
];
/** @param version of Landlock's interface; 0 where the kernel has none, or forbids it to this process */
function describeLandlock(version) {
	const name = "Landlock";
	if (version === 0) return {
		name,
		ok: true,
		found: "none",
		fix: `guests are not kept to their files: ${unsafe}`
	};
	const lacks = landlockParts.filter((part) => part.version > version).map(({ version, linux, lack }) => `before version ${version} (Linux ${linux}) ${lack}`);
	return {
		name,
		ok: true,
		found: `version ${version}`,
		...lacks.length > 0 && { fix: lacks.join("; ") }
	};
}
/** @param hasFilters whether this machine limits which system calls a process makes */
function describeSeccomp(hasFilters) {
	const name = "seccomp filters";
	if (hasFilters) return {
		name,
		ok: true,
		found: "allowed: tried one"
	};
	return {
		name,
		ok: true,
		found: "none",
		fix: `a module that a test loads makes any system call of this machine: ${unsafe}`
	};
}
const unsafe = "do not run hostile programs here (docs/threat-model.md)";
/** @param isRoot whether uml-run is */
function describeUser(user, isRoot) {
	const [name, ok] = ["user of guests", true];
	if (user === "own") return {
		name,
		ok,
		found: "one for each guest"
	};
	const shared = "the number of their processes has no limit";
	if (!isRoot) return {
		name,
		ok,
		found: "yours",
		fix: `${shared} but yours; started by root, each has a user of its own`
	};
	const reason = "this user namespace has no users of its own for them";
	if (user === "nobody") return {
		name,
		ok,
		found: "\"nobody\", for all guests",
		fix: `${reason}, and ${shared}`
	};
	return {
		name,
		ok,
		found: "root",
		fix: `in a container, --cap-add DAC_READ_SEARCH lets each have its own; a user namespace may have no other: ${unsafe}`
	};
}
// src/host/format-checks.ts
/** One line a check: `ok` or `FAIL`, what was found, and what to do. */
function formatChecks(checks) {
	const width = Math.max(0, ...checks.map(({ name }) => name.length));
	return checks.map(({ name, ok, found, fix }) => {
		const advice = fix === void 0 ? "" : `${ok ? "; note: " : "; fix: "}${fix}`;
		return `${ok ? "ok  " : "FAIL"}  ${name.padEnd(width)}  ${found}${advice}\n`;
	}).join("");
}
// src/host/check-machine.ts
/**
* Finds out whether this machine can run User Mode Linux and what uml-run needs around it. Changes nothing but for a
* small file in `memoryFolder`, which is removed again. Does not throw: what cannot be found out is a check that fails.
*
* @returns each check, in the order of what a run needs first
*/
async function checkMachine({ cacheFolder, memoryFolder, landlockVersion, hasSeccompFilters }) {
	return Promise.all([
		require_run.checkArchitecture(),
		require_run.checkPtrace(),
		require_run.checkMemoryFolder(memoryFolder),
		checkApt(),
		checkCacheFolder(cacheFolder),
		checkTemporaryFolder(),
		checkOptionalTool("tar", "no kernel is built, and the Actions cache is not used"),
		checkOptionalTool("xz", "no kernel is built, and tarballs that it compressed cannot be read", "xz-utils"),
		checkOptionalTool("zstd", "tarballs that it compressed cannot be read"),
		checkOptionalTool("dpkg-deb", "kernels and root file systems from packages cannot be unpacked", "dpkg"),
		checkCpu(),
		checkUserNamespaces(),
		describeLandlock(landlockVersion),
		describeSeccomp(hasSeccompFilters),
		describeUser(require_run.kernelUser(), process.getuid?.() === 0)
	]);
}
// src/host/landlock.ts
/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
function landlockVersion() {
	return (0, node_child_process.spawnSync)(require_run.nativeFile("supervisor"), ["--landlock"], { stdio: "ignore" }).status ?? 0;
}
// src/host/seccomp.ts
/** Whether this machine's kernel lets this process limit which system calls it makes: it is tried. */
function hasSeccompFilters() {
	return (0, node_child_process.spawnSync)(require_run.nativeFile("supervisor"), ["--seccomp"], { stdio: "ignore" }).status === 1;
}
// src/kernel/compile/compiler.ts
/** The tools of this machine that a kernel is built with. */
/** By the tool: the package of Debian and Ubuntu that has it. */
const packages$2 = {
	make: "make",
	gcc: "gcc",
	ld: "binutils",
	strip: "binutils",
	flex: "flex",
	bison: "bison",
	bc: "bc",
	bash: "bash"
};
/**
* Finds the compiler and makes sure of the other tools.
*
* @throws UmlRunError `tool-missing` with all that is missing, and the apt command for it, in one line
*/
async function findCompiler(architecture) {
	const absent = await filterAsync(Object.keys(packages$2), async (tool) => await versionOf(tool) === void 0);
	if (absent.length > 0) missing(absent, absent.map((tool) => packages$2[tool] ?? tool).concat(absent.includes("gcc") ? ["libc6-dev"] : []));
	const flags = architecture === "i386" ? ["-m32"] : [];
	const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
	if ((await execa("gcc", [
		...flags,
		"-x",
		"c",
		"-",
		"-o",
		"/dev/null"
	], {
		input: "#include <stdio.h>\nint main(void) { return puts(\"\"); }\n",
		reject: false
	})).failed) {
		if (architecture === "i386") missing(["32-bit C library"], ["gcc-multilib"]);
		missing(["C library headers"], ["libc6-dev"]);
	}
	const [version = "", libc = "unknown", ccache] = await Promise.all([
		"gcc",
		"ldd",
		"ccache"
	].map(versionOf));
	const major = Number(/(\d+)\.\d+\.\d+/.exec(version)?.[1] ?? 0);
	return {
		command: ccache === void 0 ? ["gcc"] : ["ccache", "gcc"],
		version,
		major,
		libc
	};
}
/**
* What the built bytes depend on of it, quickly: nothing is made sure of, and tools that look the same are not asked
* again. What a script in their place would start cannot be seen; it is asked each time.
*/
async function identifyCompiler(context) {
	const tools = require_run.filesNamed(["gcc", "ldd"], (process.env.PATH ?? "").split(node_path.delimiter));
	const gcc = tools.find((path) => (0, node_path.basename)(path) === "gcc");
	if (gcc !== void 0 && !isElf(gcc)) return askIdentity();
	const files = await Promise.all([require_run.loader, ...tools].map((path) => (0, node_fs_promises.realpath)(path).catch(() => path)));
	return require_run.keptAnswer(context, "compiler", [...files, ...tools], isIdentity, askIdentity);
}
const isIdentity = require_run.objectOf({
	version: require_run.isText,
	libc: require_run.isText
});
async function askIdentity() {
	const [version = "none", libc = "unknown"] = await Promise.all(["gcc", "ldd"].map(versionOf));
	return {
		version,
		libc
	};
}
function isElf(path) {
	try {
		return require_run.readElfHeader(path) !== void 0;
	} catch {
		return false;
	}
}
/** First line of what it says of itself; `undefined` where there is no such tool. */
async function versionOf(tool) {
	const { execa } = await Promise.resolve().then(() => require("./packages.js")).then((n) => n.execa_exports);
	const { stdout, stderr, code } = await execa(tool, ["--version"], {
		reject: false,
		stdin: "ignore",
		env: { LC_ALL: "C" }
	});
	return code === "ENOENT" ? void 0 : (stdout || stderr).split("\n", 1).join();
}
function missing(what, from) {
	throw new require_compile_cache.UmlRunError("tool-missing", `this machine lacks ${what.join(", ")}, which building a kernel needs; install: sudo apt-get install ${[...new Set(from)].join(" ")}`);
}
async function filterAsync(values, test) {
	const kept = await Promise.all(values.map(test));
	return values.filter((_, index) => kept[index]);
}
// src/kernel/check-compiler.ts
/** Whether this machine can build kernels: which it has to where `auto` finds none in its apt. */
async function checkCompiler() {
	const name = "compiler";
	try {
		return {
			name,
			ok: true,
			found: (await findCompiler("x86_64")).version
		};
	} catch (error) {
		const hasPackages = await require_run.debianArchive(void 0, {}).then(() => true, () => false);
		return {
			name,
			ok: hasPackages,
			found: hasPackages ? "cannot build kernels" : "cannot build kernels, and apt has none",
			fix: require_compile_cache.messageOf(error)
		};
	}
}
// src/kernel/store/read-from-store.ts
/** Milliseconds without a byte. */
const silence = 1e4;
/** Milliseconds after which a connection that broke, or a server that failed, is tried once more. */
const again = 1e3;
/**
* A file of a store.
* @throws UmlRunError `download-failed` when it is not there, is too large, or does not come in time; the signal's reason
*/
async function readFromStore(place, name, options) {
	const bytes = await readIfThere(place, name, options);
	if (bytes) return bytes;
	throw notThere(require_run.placeOn(place, name));
}
const notThere = (file) => new require_compile_cache.UmlRunError("download-failed", `"${file}" is not there`);
/** The same, and undefined when it is not there. */
async function readIfThere(place, name, { signal, patience, ...options }) {
	const file = require_run.placeOn(place, name);
	const late = AbortSignal.timeout(patience);
	const either = signal ? AbortSignal.any([signal, late]) : late;
	const read = () => require_run.readPlace(file, {
		...options,
		silence,
		mayFollow,
		signal: either
	});
	const began = performance.now();
	const readAgain = async (cause) => {
		if (!(cause instanceof require_run.Unreachable) || performance.now() - began >= silence) throw cause;
		await (0, node_timers_promises.setTimeout)(again, void 0, { signal: either });
		return read();
	};
	return read().catch(readAgain).catch((cause) => {
		signal?.throwIfAborted();
		if (!late.aborted) throw cause;
		throw new require_compile_cache.UmlRunError("download-failed", `"${file}" did not come within ${patience / 1e3} s`, { cause });
	});
}
/** GitHub keeps the assets of releases on hosts of this domain. */
const ofGitHub = /\.githubusercontent\.com$/;
/** Whether a store may redirect there: to its own host, and GitHub to those with its assets. */
function mayFollow(from, to) {
	return to.host === from.host && (to.protocol === from.protocol || to.protocol === "https:") || from.href.startsWith("https://github.com/") && to.protocol === "https:" && ofGitHub.test(to.host);
}
/** @param key the 32 bytes of a public key, in hexadecimal */
function isSigned(bytes, signature, key) {
	const x = Buffer.from(key, "hex").toString("base64url");
	const publicKey = (0, node_crypto.createPublicKey)({
		key: {
			kty: "OKP",
			crv: "Ed25519",
			x
		},
		format: "jwk"
	});
	return signature.length === 64 && (0, node_crypto.verify)(null, bytes, publicKey, signature);
}
function signatureOf(bytes, key) {
	return (0, node_crypto.sign)(null, bytes, key);
}
/** The 32 bytes of the public key that belongs to a private one, in lower-case hexadecimal. */
function publicKeyOf(key) {
	const { x = "" } = (0, node_crypto.createPublicKey)(key).export({ format: "jwk" });
	return Buffer.from(x, "base64url").toString("hex");
}
/**
* The private key that an option names: a PEM file, or `env:` and the name of a variable that holds the PEM text.
* @throws UmlRunError `file-unreadable`, or `option-invalid` when there is no such key in it; neither shows any of it
*/
async function readPrivateKey(name, environment) {
	const key = parsePrivateKey(await readKeyText(name, environment));
	if (key?.asymmetricKeyType === "ed25519") return key;
	throw new require_compile_cache.UmlRunError("option-invalid", `--key "${name}": not a private ed25519 key in PEM; make one: openssl genpkey -algorithm ed25519 -out key.pem`);
}
async function readKeyText(name, environment) {
	const variable = /^env:(.+)$/.exec(name)?.[1];
	if (variable === void 0) return (0, node_fs_promises.readFile)(name, "utf8").catch((cause) => {
		throw new require_compile_cache.UmlRunError("file-unreadable", `--key "${name}": cannot be read: ${require_compile_cache.messageOf(cause, name)}`, { cause });
	});
	const text = environment[variable] ?? "";
	if (text !== "") return text;
	throw new require_compile_cache.UmlRunError("option-invalid", `--key "${name}": the variable ${variable} is not set`);
}
function parsePrivateKey(text) {
	try {
		return (0, node_crypto.createPrivateKey)(text);
	} catch {
		return;
	}
}
// src/kernel/store/trusted-index.ts
/** The index of a store, after all that there is to check has been checked. */
const indexName = "index.json";
const signatureName = "index.json.sig";
/** Milliseconds in which an index, which is small, has to be here. */
const patience$3 = 15e3;
/** Milliseconds in which whoever replaces an index and its signature, one after the other, is done. */
const replacing = {
	onServer: 3e3,
	inFolder: 300
};
/**
* The index of a server is asked for once a day.
* @throws UmlRunError `download-failed`; `download-untrusted` when its signature is wrong, it has expired, or it is
* older than one that this machine has seen; the signal's reason
*/
async function trustedIndex(place, { refresh = false }, context) {
	const { base, trust } = place;
	if (typeof trust !== "string") return trust;
	const fetch = () => fetchIndex(place, trust, context);
	if (typeof base === "string") return fetch();
	const name = `kernel-store~${require_run.keyOf(base.href, trust)}`;
	const index = await require_run.cachedLookup(context, name, {
		isValid: require_run.isStoreIndex,
		refresh
	}, fetch);
	if (!context.offline) requireCurrent(index, String(require_run.placeOn(place, indexName)));
	return index;
}
async function fetchIndex(place, key, context) {
	const name = String(require_run.placeOn(place, indexName));
	if (typeof place.base !== "string") context.log.progress(`asking "${place.name}" which kernels it has`);
	const bytes = await readSigned(place, key, context.signal);
	const index = require_run.parseIndex(bytes, name);
	requireCurrent(index, name);
	await requireNotOlder(index, name, (0, node_path.join)(context.cache.folder, "memory", `kernel-serial~${require_run.keyOf(place.name, key)}`));
	return index;
}
/** Where its signature does not fit, or one of the two is not there, they may just be being replaced. */
async function readSigned(place, key, signal) {
	const first = await trySigned(place, key, signal);
	if (Buffer.isBuffer(first)) return first;
	const pause = typeof place.base === "string" ? replacing.inFolder : replacing.onServer;
	await (0, node_timers_promises.setTimeout)(pause, void 0, { signal }).catch(() => signal?.throwIfAborted());
	const second = await trySigned(place, key, signal);
	if (Buffer.isBuffer(second)) return second;
	throw second;
}
/** @returns the index, or the error that there is */
async function trySigned(place, key, signal) {
	const read = (file, maxBytes) => readIfThere(place, file, {
		maxBytes,
		patience: patience$3,
		signal
	});
	const name = require_run.placeOn(place, indexName);
	const bytes = await read(indexName, require_run.maxIndexBytes);
	if (!bytes) return notThere(name);
	if (require_run.isPage(bytes)) throw require_run.webPage(String(name));
	const signature = await read(signatureName, 64);
	if (!signature) return notThere(require_run.placeOn(place, signatureName));
	if (isSigned(bytes, signature, key)) return bytes;
	return new require_compile_cache.UmlRunError("download-untrusted", `"${name}" was not signed with the key ${key}: it is not used`);
}
function requireCurrent({ issued, expires }, name) {
	if (Date.parse(expires) > Date.now()) return;
	const today = (/* @__PURE__ */ new Date()).toISOString().slice(0, 10);
	throw new require_compile_cache.UmlRunError("download-untrusted", `"${name}" of ${issued} has expired on ${expires}, and this machine's clock says ${today}: it is not used`);
}
/** @param file that has the highest serial number so far, in decimal digits */
async function requireNotOlder({ serial, issued }, name, file) {
	const known = Number(await (0, node_fs_promises.readFile)(file, "utf8").catch(() => "0"));
	if (serial < known) throw new require_compile_cache.UmlRunError("download-untrusted", `"${name}" of ${issued} is older than one that was there before (serial ${serial} after ${known}): it is not used`);
	if (serial === known) return;
	try {
		require_compile_cache.makeFolder((0, node_path.dirname)(file));
		await require_run.replaceFile(file, String(serial));
	} catch (cause) {
		if (![
			"EROFS",
			"EACCES",
			"EPERM"
		].includes(require_compile_cache.errnoOf(cause) ?? "")) throw cause;
	}
}
// src/kernel/store/open-store.ts
/** The store that a run takes things from. Whatever is wrong with it costs a warning. */
/**
* Once a run: several kernels need not tell the same twice.
* @param refresh asks for the index even when it was asked for today
* @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; `disk-full` or `cache-unusable`; the
* signal's reason
*/
function openStore(options, context) {
	return require_run.oncePerRun(context.cache, `kernel store ${options.store} ${options.repository}`, async () => {
		const place = await require_run.openStorePlace(options);
		if ("off" in place) return { lacking: place.off };
		return orWarning(context, {
			failed: `the store of kernels "${place.name}" is not used`,
			next: "this run goes on without it, and may build kernels; the next one asks it again"
		}, async () => ({
			place,
			index: await trustedIndex(place, options, context)
		}));
	});
}
/**
* What comes of work with a store, or why nothing did: that is a warning, too.
* @param what says that it failed, and what comes next
*/
async function orWarning({ log, signal, offline = false }, { failed, next }, work) {
	try {
		return await work();
	} catch (cause) {
		signal?.throwIfAborted();
		if (!(cause instanceof require_compile_cache.UmlRunError && !["disk-full", "cache-unusable"].includes(cause.code))) throw cause;
		const lacking = `${failed}: ${cause.message}`;
		if (!(offline && cause instanceof require_run.Unreachable)) log.warning(`${lacking}; ${next}`);
		return { lacking };
	}
}
// src/kernel/store/check-store.ts
/**
* What the store has that a run would use, for `doctor`. One that the user names has to be trusted: its server is asked
* now, whatever the cache has.
*/
async function checkStore(options, cache) {
	const isNamed = options.store !== void 0 && options.store !== "none";
	const name = "kernel store";
	const nothing = {
		hasKernels: false,
		hasBusybox: false
	};
	const warnings = [];
	const log = {
		progress() {},
		info() {},
		warning: (text) => void warnings.push(text)
	};
	const opened = await openStore({
		...options,
		refresh: isNamed
	}, {
		cache,
		log
	}).catch(require_compile_cache.messageOf);
	if (typeof opened === "string") return {
		check: {
			name,
			ok: !isNamed,
			found: opened
		},
		...nothing
	};
	if ("lacking" in opened || isNamed && warnings.length > 0) {
		const found = "lacking" in opened ? opened.lacking : warnings.join("; ");
		return {
			check: {
				name,
				ok: !isNamed,
				found,
				...isNamed && { fix }
			},
			...nothing
		};
	}
	const { kernels, busybox } = opened.index;
	const count = `${kernels.length} ${kernels.length === 1 ? "kernel" : "kernels"}`;
	return {
		check: {
			name,
			ok: true,
			found: `"${opened.place.name}" with ${count} and ${busybox ? `busybox ${busybox.version}` : "no busybox"}`
		},
		hasKernels: kernels.length > 0,
		hasBusybox: busybox !== void 0
	};
}
const fix = "tell whoever publishes it; meanwhile, name another with --kernel-store, or \"none\" to build kernels";
// src/network/check-network.ts
/**
* What `--network user` finds on this machine, for `doctor`: nothing that a run without a network needs.
* @param path as the variable PATH has it
* @param known the nameservers of this machine
*/
async function checkUserNetwork(context, path = process.env.PATH ?? "", known = require_run.nameservers()) {
	const slirp = await require_run.ownSlirp(context, path);
	const found = [
		describeSlirp(slirp),
		`${require_run.hasIpv6() ? "with" : "without"} IPv6`,
		...known.length > 0 ? [] : ["no nameserver"]
	];
	const fixes = [...howToHave(slirp), ...known.length > 0 ? [] : ["name a server in /etc/resolv.conf (nameserver 192.0.2.1): guests find no names"]];
	const fix = fixes.length > 0 ? { fix: fixes.join("; ") } : {};
	return {
		name: "network user",
		ok: true,
		found: found.join(", "),
		...fix
	};
}
function describeSlirp(slirp) {
	if (slirp === void 0) return "no slirp4netns";
	return slirp.unfit === void 0 ? `slirp4netns ${slirp.version}` : `"${slirp.path}" ${slirp.unfit}`;
}
function howToHave(slirp) {
	const without = "without it, --network user fetches that of this machine's apt";
	if (slirp === void 0) return [`apt-get install slirp4netns: ${without}`];
	return slirp.unfit === void 0 ? [] : [`put slirp4netns ${require_run.oldest} or later, linked dynamically, first on PATH: ${without}`];
}
/**
* What `--network tap` finds, likewise. With a device that somebody has prepared, it needs the driver alone.
* @param user whom this process runs as
*/
async function checkTapNetwork(user = process.getuid?.() ?? 0) {
	const nft = await checkTool("nft", "nftables");
	const problems = [
		...user === 0 ? [] : ["only root can make TAP devices"],
		...[require_run.driverProblem(), user === 0 ? require_run.settingsProblem() : void 0].filter((problem) => problem !== void 0),
		...nft.fix === void 0 ? [] : [`nft ${nft.found}: ${nft.fix}`]
	];
	const [name, ok] = ["network tap", true];
	if (problems.length === 0) return {
		name,
		ok,
		found: `root, /dev/net/tun and nft ${nft.found}`
	};
	return {
		name,
		ok,
		found: "not possible here",
		fix: problems.join("; ")
	};
}
// src/commands/doctor.ts
var doctor_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ doctor: () => doctor });
/**
* Says what this machine can do.
* @returns the exit code: 0 when it can run guests
*/
async function doctor({ options }) {
	require_run.neededCurrentFolder();
	const checks = await allChecks(options);
	process.stdout.write(formatChecks(checks));
	return checks.every(({ ok }) => ok) ? 0 : 3;
}
async function allChecks(options) {
	const descriptors = checkDescriptors();
	if (!descriptors.ok) return [descriptors];
	const opened = await require_run.openCache({ folder: options.cache });
	const machine = await checkMachine({
		cacheFolder: opened.folder,
		landlockVersion: landlockVersion(),
		hasSeccompFilters: hasSeccompFilters()
	});
	const networks = [await checkUserNetwork({ cache: opened }), await checkTapNetwork()];
	const store = await checkStore(require_run.storeOptions(options), opened);
	const others = [
		...networks,
		await checkCompiler(),
		store.check,
		trySandbox(),
		descriptors
	];
	return [...machine, ...others].map((check) => withStore(check, store));
}
/** Where a store has kernels and busybox, neither apt nor a compiler has to give them. */
function withStore(check, { hasKernels, hasBusybox }) {
	const isNeedless = check.name === "apt" && hasBusybox || check.name === "compiler";
	if (check.ok || !hasKernels || !isNeedless) return check;
	return {
		name: check.name,
		ok: true,
		found: `${check.found}; the store has what it would give`
	};
}
// src/warm/place.ts
/** Where a user's servers are, as native/client/place.c finds it. An absolute path. */
function warmPlace(environment = process.env) {
	const { XDG_RUNTIME_DIR: runtime } = environment;
	if (runtime?.startsWith("/") && isOwnFolder(runtime)) return `${runtime}/uml-run`;
	return `/tmp/uml-run-${process.geteuid?.() ?? 0}`;
}
/**
* Makes it, where it is not there.
* @throws UmlRunError `temporary-folder-unusable` when it is a link, or belongs to others or is open to them
*/
function makeWarmPlace(place) {
	try {
		(0, node_fs.mkdirSync)(place, { mode: 448 });
	} catch (cause) {
		if (require_compile_cache.errnoOf(cause) !== "EEXIST") throw unusable$1(place, `${require_compile_cache.messageOf(cause)}; set XDG_RUNTIME_DIR to a folder of your own`);
	}
	if (!isOwnFolder(place) || ((0, node_fs.lstatSync)(place).mode & 63) !== 0) throw unusable$1(place, "it has to be a folder that belongs to you and is closed to others (mode 0700); remove it");
}
/** Path of a server's socket. @param key hexadecimal digits */
function socketOf(place, key) {
	return (0, node_path.join)(place, key, "socket");
}
/** Path of the link to that, by which a client finds it. @param name as `callName` gives it */
function linkOf(place, name) {
	return (0, node_path.join)(place, "calls", name);
}
function unusable$1(place, why) {
	return new require_compile_cache.UmlRunError("temporary-folder-unusable", `cannot keep guests ready in "${place}": ${why}`);
}
function isOwnFolder(path) {
	const status = (0, node_fs.lstatSync)(path, { throwIfNoEntry: false });
	return status?.isDirectory() === true && status.uid === process.geteuid?.();
}
// src/warm/request.ts
/** The same as native/client/environment.c: what decides what a guest is started for. */
const decidingNames = [
	"PATH",
	"HOME",
	"XDG_CACHE_HOME",
	...require_run.toolVariableNames
];
/** These say how far a call has come, and where what one program leaves goes: nothing of the guest. */
const undecidingNames = [
	"UML_RUN_ARTIFACTS",
	"UML_RUN_WARM_TRIED",
	"UML_RUN_COLD"
];
/** @returns entries in the order of the environment */
function decidingVariables(environment) {
	return Object.entries(environment).filter(([name]) => decidingNames.includes(name) || name.startsWith("UML_RUN_") && !undecidingNames.includes(name)).map(([name, value]) => `${name}=${value ?? ""}`);
}
/** As the request of a client has them, which is what the name of a call is made of. */
function encodeCallWords({ options, folder, variables }) {
	return encodeWords([
		...counted(options),
		folder,
		...counted(variables)
	]);
}
/** Which name a call goes by: 16 hexadecimal digits (FNV-1a, as native/client/request.c). */
function callName(encodedWords) {
	let hash = 14695981039346656037n;
	for (const byte of encodedWords) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 1099511628211n);
	return hash.toString(16).padStart(16, "0");
}
/** Of the client's file, as it sees it itself. @throws the system's error where there is none */
function clientStamp(path = require_run.nativeFile("uml-run-exec")) {
	const { size, mtimeNs, ino } = (0, node_fs.statSync)(path, { bigint: true });
	return [
		size,
		mtimeNs / 1000000000n,
		mtimeNs % 1000000000n,
		ino
	].join("-");
}
/** @throws RangeError where it is not a request */
function decodeRequest(bytes) {
	const reader = new WordReader(bytes);
	const stamp = reader.word();
	const start = reader.at;
	const words = {
		options: reader.list(),
		folder: reader.word(),
		variables: reader.list()
	};
	const encodedWords = bytes.subarray(start, reader.at);
	const [program, ...others] = reader.list();
	if (program === void 0) throw new RangeError("a request without a program");
	const environment = environmentOf(reader.list());
	const [rows, columns] = [reader.number(), reader.number()];
	const terminal = rows > 0 && { terminal: {
		rows,
		columns
	} };
	const hasInput = reader.number() > 0;
	return {
		stamp,
		words,
		encodedWords,
		program,
		arguments: others,
		environment,
		...terminal,
		hasInput
	};
}
/** Of entries with the same name, a program takes the first. */
function environmentOf(entries) {
	const pairs = entries.flatMap((entry) => {
		const at = entry.indexOf("=");
		return at < 0 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
	});
	return Object.fromEntries(pairs.toReversed());
}
function counted(list) {
	return [String(list.length), ...list];
}
function encodeWords(words) {
	return Buffer.concat(words.flatMap((word) => [require_start.bytesOf(word), Buffer.of(0)]));
}
var WordReader = class {
	at = 0;
	bytes;
	constructor(bytes) {
		this.bytes = bytes;
	}
	word() {
		const end = this.bytes.indexOf(0, this.at);
		if (end < 0) throw new RangeError("a request that ends too early");
		const word = require_start.textOf(this.bytes.subarray(this.at, end));
		this.at = end + 1;
		return word;
	}
	number() {
		const word = this.word();
		if (!/^\d{1,9}$/.test(word)) throw new RangeError("a request with no number where there has to be one");
		return Number(word);
	}
	list() {
		return Array.from({ length: this.number() }, () => this.word());
	}
};
// src/warm/registered-calls.ts
/** More than a project has folders that its tests are started in. The oldest are forgotten then. */
const mostCalls = 1e4;
/** The calls that a server knows, and the links by which clients find it. */
var RegisteredCalls = class {
	place;
	key;
	calls = /* @__PURE__ */ new Map();
	constructor(place, key) {
		this.place = place;
		this.key = key;
	}
	/**
	* @param bytes of a frame `register`
	* @throws RangeError or SyntaxError where they are none; the system's error where the link cannot be made
	*/
	add(bytes) {
		const length = bytes.readUInt32LE(0);
		const words = bytes.subarray(4, 4 + length);
		const call = JSON.parse(bytes.toString("utf8", 4 + length));
		this.calls.set(words.toString("latin1"), call);
		this.link(callName(words));
		if (this.calls.size <= mostCalls) return;
		const [oldest] = this.calls.keys();
		if (oldest !== void 0) this.forget(oldest);
	}
	/** What words were registered with, as they are encoded. A name alone proves nothing: others may have the same. */
	of(encodedWords) {
		return this.calls.get(encodedWords.toString("latin1"));
	}
	forgetAll() {
		for (const words of this.calls.keys()) this.forget(words);
	}
	forget(words) {
		this.calls.delete(words);
		const path = linkOf(this.place, callName(Buffer.from(words, "latin1")));
		try {
			if ((0, node_fs.readlinkSync)(path) === this.target()) (0, node_fs.rmSync)(path);
		} catch {}
	}
	/** In one step: a client may be looking. */
	link(name) {
		const path = linkOf(this.place, name);
		const fresh = (0, node_path.join)((0, node_path.dirname)(path), `.${this.key}-${(0, node_path.basename)(path)}`);
		require_compile_cache.makeFolder((0, node_path.dirname)(path));
		(0, node_fs.rmSync)(fresh, { force: true });
		(0, node_fs.symlinkSync)(this.target(), fresh);
		(0, node_fs.renameSync)(fresh, path);
	}
	target() {
		return `../${this.key}/socket`;
	}
};
/** The content of a frame `register`. */
function encodeRegistration(encodedWords, call) {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(encodedWords.length);
	return Buffer.concat([
		length,
		encodedWords,
		Buffer.from(JSON.stringify(call))
	]);
}
// src/warm/frames.ts
/** What client and server send each other. native/client/frames.h has the same. */
const frames = {
	request: "R",
	stdin: "i",
	signal: "s",
	size: "z",
	register: "r",
	status: "?",
	stop: "!",
	accepted: "A",
	refused: "U",
	stdout: "o",
	stderr: "e",
	credit: "c",
	exit: "x"
};
/** Bytes of a frame's type and length, before its own. */
const head = 5;
/** More than the words and the environment of a process can have. */
const mostBytes$1 = 16 << 20;
/** @param content at most 4 GB; text as UTF-8 */
function encodeFrame(type, content = "") {
	const bytes = typeof content === "string" ? Buffer.from(content) : content;
	const frame = Buffer.allocUnsafe(head + bytes.length);
	frame.write(frames[type], "latin1");
	frame.writeUInt32LE(bytes.length, 1);
	bytes.copy(frame, head);
	return frame;
}
const types$1 = new Map(Object.entries(frames).map(([type, letter]) => [letter, type]));
/** Puts frames together from the pieces of a stream. */
var FrameReader = class {
	pieces = [];
	length = 0;
	/**
	* @returns the frames that are whole now, in their order
	* @throws RangeError where there is no frame: its type is unknown, or its length too great
	*/
	push(piece) {
		this.pieces.push(piece);
		this.length += piece.length;
		const whole = [];
		while (this.length >= head) {
			const start = this.joined(head);
			const type = types$1.get(String.fromCharCode(start[0] ?? 0));
			const length = start.readUInt32LE(1);
			if (type === void 0 || length > mostBytes$1) throw new RangeError("not a frame of uml-run");
			if (this.length < head + length) break;
			whole.push({
				type,
				bytes: this.take(head + length).subarray(head)
			});
		}
		return whole;
	}
	/** All pieces in one, where the first does not have so many bytes. */
	joined(bytes) {
		if ((this.pieces[0]?.length ?? 0) < bytes) this.pieces = [Buffer.concat(this.pieces)];
		return this.pieces[0] ?? Buffer.alloc(0);
	}
	take(bytes) {
		const all = this.joined(bytes);
		this.pieces[0] = all.subarray(bytes);
		this.length -= bytes;
		return all.subarray(0, bytes);
	}
};
// src/warm/servers.ts
/** Milliseconds in which a server that lives answers. */
const patience$2 = 5e3;
/** Keys of the servers in a place, dead ones too. */
function serverKeys(place) {
	return require_run.namesIn(place).filter((name) => /^[0-9a-f]{32}$/.test(name));
}
/** @returns undefined where no server answers */
async function statusOf(place, key) {
	const answer = await ask(place, key, encodeFrame("status"));
	return answer?.type === "stdout" ? JSON.parse(answer.bytes.toString()) : void 0;
}
/**
* Waits until it has ended.
* @returns whether there was one
* @throws UmlRunError `guest-failed` when it does not answer; the signal's reason
*/
async function stopServer(place, key, signal) {
	const isAlive = await require_run.abortable(statusOf(place, key), signal) !== void 0;
	const socket = await connected(place, key);
	if (!socket) return false;
	socket.on("error", () => void 0);
	try {
		if (!isAlive) throw silentServer(place, key);
		const closed = (0, node_events.once)(socket, "close");
		socket.resume();
		socket.write(encodeFrame("stop"));
		await require_run.abortable(closed, signal);
		return true;
	} finally {
		socket.destroy();
	}
}
/** One that is suspended still has its socket. */
function silentServer(place, key) {
	return new require_compile_cache.UmlRunError("guest-failed", `the server of "${(0, node_path.join)(place, key)}" does not answer: it may be suspended (ctrl-Z); let it go on (fg), or kill it`);
}
/**
* Tells a server of a call.
* @param registration the frame's content
* @returns `no-server` where none listens; else whether it has taken it
*/
async function registerCall(place, key, registration) {
	const answer = await ask(place, key, encodeFrame("register", registration));
	if (!answer) return "no-server";
	return answer.type === "accepted" ? "accepted" : "refused";
}
/** Whether one listens. */
async function isServing(place, key) {
	const socket = await connected(place, key);
	socket?.destroy();
	return socket !== void 0;
}
async function ask(place, key, frame) {
	const socket = await connected(place, key);
	if (!socket) return void 0;
	const reader = new FrameReader();
	socket.setTimeout(patience$2, () => socket.destroy());
	try {
		socket.write(frame);
		for await (const bytes of socket) {
			const [answer] = reader.push(bytes);
			if (answer) return answer;
		}
	} catch {} finally {
		socket.destroy();
	}
}
async function connected(place, key) {
	const socket = (0, node_net.connect)(socketOf(place, key));
	try {
		await (0, node_events.once)(socket, "connect");
		return socket;
	} catch {
		return;
	}
}
// src/warm/server-key.ts
/** What a call may choose for itself, and what a server alone has. All other options decide a guest. */
const undeciding = /* @__PURE__ */ new Set([...[
	"timeoutSeconds",
	"environment",
	"environmentPass",
	"cleanEnvironment",
	"failOn",
	"allowSplats"
], ...[
	"quiet",
	"warm",
	"jobs",
	"idleSeconds",
	"status",
	"stop",
	"workdir",
	"include",
	"writable"
]]);
/**
* What a server is for that is started here with these options.
* @param folder the current one
* @throws UmlRunError when an option names a folder that cannot be shown
*/
function serverIdentity(options, folder, environment) {
	const home = require_run.realHome();
	const { path: project } = require_run.projectFolder(options, true, {
		folder,
		home
	});
	const words = JSON.stringify([
		process.geteuid?.(),
		clientStamp(),
		Object.entries(options).filter(([name]) => !undeciding.has(name)),
		decidingNames.map((name) => environment[name]),
		project === void 0 ? [] : [project, require_run.identityOf(project)],
		namedHere(options) ? folder : "",
		stampOfSources(options, folder)
	]);
	return {
		key: (0, node_crypto.createHash)("sha256").update(words).digest("hex").slice(0, 32),
		...project !== void 0 && { project }
	};
}
/** Changes when a kernel or a root file system is rebuilt that the options name by path. */
function stampOfSources(options, folder) {
	return sourcesOf(options).map((path) => (0, node_path.resolve)(folder, path)).flatMap((path) => [
		path,
		(0, node_path.join)(path, "linux"),
		(0, node_path.join)(path, ".config")
	]).map(require_run.stampOrGone).join(" ");
}
function sourcesOf({ kernels, kernelConfig, rootfs }) {
	const place = rootfs.replace(/^(?:docker-archive|oci):/, "");
	return [
		...kernels,
		...kernelConfig,
		place,
		place.replace(/:[^:/]*$/, "")
	];
}
/** Whether an option means something else in another folder. */
function namedHere(options) {
	const { kernelMirror, kernelStore, alpineMirror, cache, hide } = options;
	return [...[
		...sourcesOf(options),
		kernelMirror,
		kernelStore?.replace(/#.*/, ""),
		alpineMirror,
		cache
	].filter((path) => path !== void 0).filter((path) => (0, node_fs.existsSync)(path)), ...hide].some((path) => !(0, node_path.isAbsolute)(path));
}
// src/warm/server-names.ts
/** The name that the server of a key has, as `takeName` takes it: from before it makes anything, until nothing is left. */
function serverName(place, key) {
	return `uml-run/warm/${require_run.identityOf(place)}/${key}`;
}
/** The name that a command has while it starts that server. */
function starterName(place, key) {
	return `uml-run/start/${require_run.identityOf(place)}/${key}`;
}
// src/warm/start-server.ts
/** Milliseconds between two looks. */
const interval$1 = 50;
/**
* Finds the server for a call, or starts it: of several commands that look for the same one, a single one does.
* @param words of the command line of a server that has the same options
* @throws UmlRunError `option-invalid` for options that need a guest of the call's own; `guest-failed` when the server cannot
* be started, with the last line that it has said; the signal's reason
*/
async function findOrStartServer(options, words, log, signal) {
	refuseOwn(options);
	const place = warmPlace();
	const { key } = serverIdentity(options, require_run.neededCurrentFolder(), process.env);
	makeWarmPlace(place);
	for (;;) {
		if (await isServing(place, key)) return {
			place,
			key
		};
		const turn = await require_run.takeName(starterName(place, key));
		try {
			if (turn && !await isServing(place, key)) await start(place, key, words, log, signal);
		} finally {
			turn?.close();
		}
		if (!turn) await (0, node_timers_promises.setTimeout)(interval$1, void 0, { signal });
	}
}
/** What is copied or brought back for one call. */
function refuseOwn({ include, writable }) {
	const own = include.length > 0 ? "--include" : writable.length > 0 ? "--writable" : void 0;
	if (own !== void 0) throw new require_compile_cache.UmlRunError("option-invalid", `${own} needs a guest of the program's own`);
}
async function start(place, key, words, log, signal) {
	const doing = "starting a server that keeps guests ready";
	log.progress(doing);
	const folder = (0, node_path.join)(place, key);
	require_compile_cache.makeFolder(folder);
	const path = (0, node_path.join)(folder, "log");
	const output = (0, node_fs.openSync)(path, "a", 384);
	const input = (0, node_fs.openSync)(path, "r");
	let said = "";
	const hear = () => {
		const more = (0, node_fs.readFileSync)(input, "utf8");
		if (more === "") return;
		said += more;
		log.progress(`${doing}: ${lastLine(said)}`);
	};
	try {
		const child = (0, node_child_process.spawn)(process.execPath, [
			process.argv[1] ?? "",
			"serve",
			...words
		], {
			stdio: [
				"ignore",
				output,
				output
			],
			detached: true
		});
		await isReady(child, {
			place,
			key
		}, hear, signal).catch((error) => {
			if (signal.aborted) child.kill();
			throw error;
		});
		child.unref();
		hear();
		if (hasEnded(child) && !await isServing(place, key)) throw new require_compile_cache.UmlRunError("guest-failed", `cannot keep guests ready: ${endOf$1(child, said)}`);
	} finally {
		(0, node_fs.closeSync)(output);
		(0, node_fs.closeSync)(input);
	}
}
/** Waits until it listens, or has ended. @param hear is called now and then meanwhile */
async function isReady(child, { place, key }, hear, signal) {
	await require_run.abortable((0, node_events.once)(child, "spawn"), signal);
	for (; !hasEnded(child) && !await isServing(place, key); hear()) await (0, node_timers_promises.setTimeout)(interval$1, void 0, { signal });
}
function hasEnded({ exitCode, signalCode }) {
	return exitCode !== null || signalCode !== null;
}
/** @param log what it has said */
function endOf$1({ signalCode }, log) {
	if (signalCode !== null) return `the server was ended by ${signalCode}`;
	return lastLine(log) || "the server has ended without a word";
}
const lastLine = (text) => text.trimEnd().split("\n").at(-1) ?? "";
// src/commands/exec-warm.ts
var exec_warm_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ execWarm: () => execWarm });
/**
* Runs a program of `exec` in a guest of a server: makes the call known to the server, which is started if there is none,
* and hands over to the client.
* @param argv the command line that was understood as `command`
* @returns the exit code; undefined when the program has to run without a server, of which a warning says why
* @throws the interruption's reason
*/
async function execWarm(command, argv, log, interruption) {
	try {
		const { UML_RUN_COLD: why } = process.env;
		if (why) throw new require_compile_cache.UmlRunError("guest-failed", why);
		const options = optionWords(argv, command);
		await register(command, argv, options, log, interruption.signal);
		log.progress("");
		refuseUnlessText(command);
		return await handOver([
			...options,
			"--",
			command.program,
			...command.arguments
		], interruption);
	} catch (error) {
		interruption.signal.throwIfAborted();
		log.warning(`no guest is ready, so one is booted: ${require_start.describeError(error).message}`);
		return;
	}
}
/** The options as the client has them before `--`: as in a command line of its own, which is what it looks for. */
function optionWords(argv, command) {
	const words = argv.slice(0, argv.length - 1 - command.arguments.length);
	if (words.at(-1) === "--") words.pop();
	words.splice(words.indexOf("exec"), 1);
	return words.filter((word) => word !== "--warm");
}
async function register(command, argv, optionWords, log, signal) {
	const { place, key } = await findOrStartServer(command.options, require_start.serverWords([...argv]), log, signal);
	const folder = require_run.neededCurrentFolder();
	if (await registerCall(place, key, encodeRegistration(encodeCallWords({
		options: optionWords,
		folder,
		variables: decidingVariables(process.env)
	}), callOf(command, folder))) !== "accepted") throw new require_compile_cache.UmlRunError("guest-failed", "the server does not take the call");
}
function callOf({ options, terminal, timeoutSeconds }, folder) {
	const allowSplats = options.allowSplats.map((one) => one.startsWith("@") ? `@${(0, node_path.resolve)(folder, one.slice(1))}` : one);
	const { start } = require_run.projectFolder(options, true, {
		folder,
		home: require_run.realHome()
	});
	return {
		options: {
			...options,
			allowSplats
		},
		terminal,
		...timeoutSeconds !== void 0 && { timeoutSeconds },
		...start !== void 0 && { workingFolder: start }
	};
}
/** The client is given words and variables by Node.js, which has no other bytes. The next client finds its call registered. */
function refuseUnlessText({ arguments: words }) {
	if ([...words, ...Object.entries(require_start.givenEnvironment(process.env)).flat()].some((text) => text !== void 0 && !text.isWellFormed())) throw new require_compile_cache.UmlRunError("guest-failed", "what is not UTF-8 cannot be handed over; the next such call finds a guest");
}
/** The client takes this process's place, where Node.js can do that (22.15 and later); otherwise it ends with this process. */
async function handOver(words, interruption) {
	const client = require_run.nativeFile("uml-run-exec");
	const environment = {
		...process.env,
		UML_RUN_WARM_TRIED: String(process.pid)
	};
	process.execve?.(client, [client, ...words], environment);
	const child = (0, node_child_process.spawn)(client, words, {
		stdio: "inherit",
		env: environment
	});
	const release = interruption.divert((name) => child.kill(name));
	try {
		const [code, signal] = await (0, node_events.once)(child, "close");
		return code ?? 128 + (signal ? node_os.constants.signals[signal] : 0);
	} finally {
		release();
	}
}
/** @returns the kernels in the cache, the one used last first */
async function listKernels(cache) {
	return (await readKernels(cache)).kernels;
}
/**
* The same for whoever looks after the cache: with modules whose kernel is gone, which nothing can run.
* @returns those with the folder of the modules for a path
*/
async function listAllKernels(cache) {
	const { kernels, modules } = await readKernels(cache);
	const left = modules.filter(({ key }) => !kernels.some((kernel) => kernel.key === key)).map(withoutKernel);
	return [...kernels, ...await Promise.all(left)].sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}
/** @returns the kernels, and all entries of modules, those of the kernels too */
async function readKernels(cache) {
	const [entries, modules] = await Promise.all([require_run.listEntries(cache, "kernels"), require_run.listEntries(cache, require_run.modulesKind)]);
	const kernels = entries.map(async (entry) => {
		const record = await require_run.readRecord(entry.folder).catch(() => void 0);
		const bytes = entry.bytes + (modules.find(({ key }) => key === entry.key)?.bytes ?? 0);
		return record && {
			...entry,
			...record,
			bytes,
			path: (0, node_path.join)(entry.folder, "linux.uml")
		};
	});
	return {
		kernels: (await Promise.all(kernels)).filter((kernel) => kernel !== void 0),
		modules
	};
}
async function withoutKernel(entry) {
	const path = (0, node_path.join)(entry.folder, require_run.modulesName);
	const [version = "unknown"] = await (0, node_fs_promises.readdir)(path).catch(() => []);
	return {
		...entry,
		version,
		path,
		source: "modules whose kernel is not in the cache",
		origin: {}
	};
}
/**
* Removes the kernel with that key (or with the only key that begins so) from the cache, or all that a spec could mean:
* of a release or series, every kernel that runs it, wherever it comes from. Modules whose kernel is gone count as one.
* @returns those that it removed
* @throws UmlRunError `kernel-spec-invalid` for what is neither
*/
async function removeKernels(wanted, context) {
	const kernels = await listAllKernels(context.cache);
	const ofKey = withKey(kernels, wanted);
	const meant = ofKey.length > 0 || wanted === "auto" ? ofKey : kernels.filter(meantBy(require_run.parseKernelSpec(wanted)));
	for (const { key } of meant) {
		await require_run.removeEntry(context, "kernels", key);
		await require_run.removeEntry(context, require_run.modulesKind, key);
	}
	return meant;
}
function withKey(kernels, wanted) {
	const exactly = kernels.filter(({ key }) => key === wanted);
	const begun = wanted.length >= 12 ? kernels.filter(({ key }) => key.startsWith(wanted)) : [];
	return exactly.length > 0 || begun.length !== 1 ? exactly : begun;
}
/** Which kernels of the cache a spec may mean: of `auto`, each that came from an archive, a mirror or a store. */
function meantBy(spec) {
	switch (spec.kind) {
		case "auto": return ({ origin }) => [
			origin.package,
			origin.mirror,
			origin.store
		].some((from) => from !== void 0);
		case "distro": return ({ origin: { package: name, version = "", suite } }) => name !== void 0 && (spec.wanted === void 0 || [
			version,
			suite,
			require_run.seriesOf$1(version)
		].includes(spec.wanted));
		case "release": return ({ origin: { release }, version }) => [
			release,
			version,
			version.replace(/-.*/, ""),
			require_run.seriesOf(version)
		].includes(spec.version);
		case "path":
		case "tarball": return ({ origin: { path } }) => path === (0, node_path.resolve)(spec.path);
		case "url": return ({ origin: { sha256 } }) => sha256 === spec.sha256;
	}
}
// src/kernel/list-kernels.ts
/** For programs: a line a kernel, of release, size, last use, key, path and source, with tabs between. */
function formatForPrograms(kernels) {
	return kernels.map(({ version, bytes, lastUsed, key, path, source }) => [
		version,
		megabytes(bytes),
		lastUsed.toISOString(),
		key,
		path,
		source
	].join("	")).map((line) => `${line}\n`).join("");
}
/** For people: columns that stand below each other, and all that `kernel remove` needs of a key. */
function formatForPeople(kernels) {
	if (kernels.length === 0) return "no kernels in the cache\n";
	const head = [
		"release",
		"size",
		"last use",
		"key",
		"what it is"
	];
	const rows = kernels.map(({ version, bytes, lastUsed, key, source }) => [
		version,
		megabytes(bytes),
		lastUsed.toISOString().slice(0, 16).replace("T", " "),
		/^[0-9a-f]{64}$/.test(key) ? key.slice(0, 12) : key,
		source
	]);
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
	const pad = (cell, column) => column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
	const line = (row) => row.map(pad).join("  ");
	return [head, ...rows].map((row) => `${line(row).trimEnd()}\n`).join("");
}
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
// src/commands/kernels.ts
var kernels_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ kernels: () => kernels });
/**
* Lists, fetches, builds and removes kernels of the cache, and publishes stores of them.
* @throws UmlRunError for a kernel that cannot be provided or is not in the cache; the signal's reason
*/
async function kernels({ options, action, words }, log, signal) {
	const context = await require_run.openContext({
		folder: options.cache,
		offline: options.offline,
		log,
		signal
	});
	await require_run.removeLeftWork(context).catch(() => signal.throwIfAborted());
	if (action === "list") {
		const cached = await listAllKernels(context.cache);
		process.stdout.write(process.stdout.isTTY ? formatForPeople(cached) : formatForPrograms(cached));
		return 0;
	}
	const actions = {
		fetch: (spec) => provide(spec, false),
		build: (spec) => provide(spec, true),
		remove,
		publish
	};
	for (const word of words) await actions[action](word);
	return 0;
	async function provide(spec, rebuild) {
		const { path, laterModules } = await require_run.provideKernel(spec, {
			...require_run.kernelOptions(options),
			rebuild
		}, context);
		await laterModules?.provide();
		process.stdout.write(`${path}\n`);
	}
	async function publish(folder) {
		const { publishStore } = await Promise.resolve().then(() => publish_exports);
		const { packBusybox } = await Promise.resolve().then(() => pack_busybox_exports);
		const key = await readPrivateKey(options.key ?? "", process.env);
		const { kernels: stored, busybox } = await publishStore({
			folder,
			specs: options.kernels,
			key,
			busybox: packBusybox
		}, require_run.kernelOptions(options), context);
		for (const { asset, size, sha256 } of [...stored, ...busybox ? [busybox] : []]) process.stdout.write(`${[
			asset,
			size,
			sha256
		].join("	")}\n`);
		process.stdout.write(`--kernel-store ${(0, node_path.resolve)(folder)}#key=${publicKeyOf(key)}\n`);
	}
	async function remove(spec) {
		const removed = await removeKernels(spec, context);
		for (const { version, source } of removed) process.stdout.write(`removed ${version}, ${source}\n`);
		if (removed.length > 0) return;
		throw new require_compile_cache.UmlRunError("kernel-not-found", `kernel "${spec}" is not in the cache; "uml-run kernel list" shows those that are`);
	}
}
// src/host/process-memory.ts
/** Bytes in each of the kernel's pages on x86. */
const page = 4096;
/** Bytes of memory that the children of this process's children hold: of guests, their kernels. 0 where nothing tells. */
function memoryOfGrandchildren() {
	return childrenOf(process.pid).flatMap(childrenOf).map(residentPages).reduce((sum, pages) => sum + pages, 0) * page;
}
/** Those that its first thread has started, as Node does with all of its own. */
function childrenOf(pid) {
	return (require_run.readTextSync(`/proc/${pid}/task/${pid}/children`) ?? "").split(" ").filter(Boolean).map(Number);
}
function residentPages(pid) {
	return Number(require_run.readTextSync(`/proc/${pid}/statm`)?.split(" ")[1] ?? 0);
}
// src/warm/call-needs.ts
/** Bytes. More than that are copied to a disk. */
const mostBytes = 32 << 20;
/** What guests have to be staged with, by what calls have needed so far: by stages, each of which has all before it. */
var CallNeeds = class {
	look;
	newest = 0;
	/** Guests of an earlier stage see too much or too little. */
	lowest = 0;
	/** As it was seen last. */
	sight;
	/** The first stage that has a file, by what tells its place and its state. */
	stages = /* @__PURE__ */ new Map();
	programs = /* @__PURE__ */ new Map();
	tests = [];
	/** Of all copies that calls have needed so far. */
	bytes = 0;
	roomyFrom;
	/** @param isShared guests run one program after another: there are few, so all of them have room */
	constructor(look, isShared = false) {
		this.look = look;
		this.roomyFrom = isShared ? 0 : Number.POSITIVE_INFINITY;
		this.sight = look();
	}
	/** To be called once as a call begins: looking takes milliseconds. @returns what guests see now */
	lookAgain() {
		const now = this.look();
		if (now.stamp !== this.sight.stamp) this.lowest = ++this.newest;
		this.sight = now;
		return now;
	}
	/**
	* The first stage whose guests can run a test; a new one where there is none. Its program itself is copied for each call,
	* but a guest never gets two of one path.
	* @param leavesFiles it has a place for what it leaves behind
	* @throws the system's error when a file of the test is gone
	*/
	stageFor(test, leavesFiles = false) {
		const files = this.filesOf(test.program);
		const fresh = files.filter(({ key }) => !this.stages.has(key));
		if (fresh.length > 0) this.tests.push({
			test,
			stage: ++this.newest
		});
		for (const { key, source } of fresh) {
			this.stages.set(key, this.newest);
			if (source !== void 0) this.noteCopies([source]);
		}
		const ofProgram = this.stageOfProgram(test.program);
		if (!this.isRoomy(this.newest) && (leavesFiles || this.bytes > mostBytes)) this.lowest = this.roomyFrom = ++this.newest;
		return Math.max(this.lowest, ofProgram, ...files.map(({ key }) => this.stages.get(key) ?? 0));
	}
	/** Whether guests of a stage have room for many copies, and for what programs leave behind. */
	isRoomy(stage) {
		return stage >= this.roomyFrom;
	}
	/** What guests of a stage are staged with: of each program, as it was resolved last. */
	testsOf(stage) {
		const known = this.tests.filter((one) => one.stage <= stage);
		return [...new Map(known.map(({ test }) => [test.program.path, test])).values()];
	}
	/** Libraries, and folders on the way to them, that are copied as src/guest/share.ts does it. */
	filesOf({ inRootfs, libraries, folders = [] }) {
		if (inRootfs) return [];
		return [...libraries.filter(({ path }) => !this.isSeen(path)).map(({ path, source }) => ({
			key: `${path}\0${source}\0${require_run.stampOf(source)}`,
			source
		})), ...folders.map((key) => ({ key }))];
	}
	stageOfProgram({ path, inRootfs, siblings }) {
		if (inRootfs || this.isSeen(path)) return 0;
		const sources = [path, ...siblings.map(({ source }) => source)];
		const stamp = sources.map(require_run.stampOf).join(" ");
		const known = this.programs.get(path);
		if (known?.stamp !== stamp) this.noteCopies(sources);
		const stage = known === void 0 ? 0 : known.stamp === stamp ? known.stage : ++this.newest;
		this.programs.set(path, {
			stamp,
			stage
		});
		return stage;
	}
	noteCopies(sources) {
		for (const source of sources) this.bytes += (0, node_fs.statSync)(source).size;
	}
	isSeen(path) {
		return require_run.seenPath(this.sight.rootfs.shown ?? [], path) !== void 0;
	}
};
// src/warm/life.ts
/** Milliseconds between two looks. */
const interval = 1e3;
/**
* Decides when a server ends: it was idle, or the session that it was started from has ended, or what it serves
* or its socket is gone.
*/
var Life = class {
	/** Aborts when it ends; the reason is an Error in words for its log. */
	ended;
	end = new AbortController();
	leader = require_run.leaderOfStarter();
	idleSeconds;
	timer;
	calls = 0;
	idleSince = performance.now();
	/**
	* @param idleSeconds without a call after which it ends
	* @param isGone whether what it serves, or its socket, is there no more; asked each second
	*/
	constructor(idleSeconds, isGone) {
		this.ended = this.end.signal;
		this.idleSeconds = idleSeconds;
		this.timer = setInterval(() => this.look(isGone), interval);
	}
	/** @returns to be called when the call has ended */
	beginCall() {
		this.calls++;
		return () => {
			this.calls--;
			this.idleSince = performance.now();
		};
	}
	finish(why) {
		clearInterval(this.timer);
		this.end.abort(new Error(why));
	}
	look(isGone) {
		const idle = (performance.now() - this.idleSince) / 1e3;
		if (this.leader && !require_run.isAlive(this.leader)) this.finish("the session that started it has ended");
		else if (this.calls > 0) return;
		else if (isGone()) this.finish("what it serves, or its socket, has changed or is gone");
		else if (idle >= this.idleSeconds) this.finish(`no program was run for ${this.idleSeconds} s`);
	}
};
// src/warm/habit.ts
/** What calls run again and again. */
var Habit = class {
	last = "";
	/** What the next call most probably runs: what the last two have run, with nothing changed. */
	expected;
	/** To be called for each call. */
	note(program) {
		const now = `${program.path} ${require_run.stampOrGone(program.path)}`;
		this.expected = now === this.last ? program : void 0;
		this.last = now;
	}
};
// src/warm/pool-state.ts
const emptyPool = {
	guests: [],
	calls: [],
	stage: 0,
	losses: 0,
	nextGuest: 0,
	isEnding: false
};
/** So many guests are lost before none is booted ahead any more; the next call tries again. */
const mostLosses = 3;
/** What happens now, in the order of the effects. */
function nextPoolState(state, input, limits) {
	const [next, effects] = take$1(state, input);
	if (next.isEnding) return [next, effects];
	const [handed, hands] = handOut(next, limits);
	const [booted, boots] = bootAhead(handed, limits);
	return [booted, [
		...effects,
		...hands,
		...boots
	]];
}
function take$1(state, input) {
	switch (input.type) {
		case "start": return [state, []];
		case "call": return addCall(state, input);
		case "call-gone": return [{
			...state,
			calls: state.calls.filter(({ id }) => id !== input.id)
		}, []];
		case "ready": return [withPhase(state, input.guest, "waiting"), []];
		case "used": return [withPhase(state, input.guest, "leaving"), []];
		case "gone": return loseGuest(state, input);
		case "end": return end(state);
	}
}
function addCall(state, { id, stage }) {
	if (state.isEnding) return [state, [{
		do: "refuse",
		call: id,
		why: ending
	}]];
	return [{
		...state,
		calls: [...state.calls, {
			id,
			stage
		}],
		stage: Math.max(state.stage, stage)
	}, []];
}
const ending = "the server is ending";
/** Where one does not boot, the next would not either: calls that wait are told why, and nobody waits for a loop. */
function loseGuest(state, { guest, why }) {
	const lost = state.guests.find(({ id }) => id === guest);
	const next = {
		...state,
		guests: state.guests.filter(({ id }) => id !== guest)
	};
	if (lost?.phase === "waiting") return [{
		...next,
		losses: state.losses + 1
	}, []];
	if (lost?.phase !== "booting") return [next, []];
	const refused = state.calls.filter(({ stage }) => stage <= lost.stage);
	const calls = state.calls.filter(({ stage }) => stage > lost.stage);
	return [{
		...next,
		calls,
		losses: state.losses + 1
	}, refused.map(({ id }) => ({
		do: "refuse",
		call: id,
		why
	}))];
}
function end(state) {
	const leaving = state.guests.map((guest) => ({
		...guest,
		phase: "leaving"
	}));
	return [{
		...state,
		guests: leaving,
		calls: [],
		isEnding: true
	}, [...state.calls.map(({ id }) => ({
		do: "refuse",
		call: id,
		why: ending
	})), ...state.guests.map(({ id }) => ({
		do: "stop",
		guest: id
	}))]];
}
/** Calls get guests in the order in which they came, but for one that none fits yet. */
function handOut(state, { jobs }) {
	let next = state;
	const effects = [];
	for (const call of state.calls) {
		if (count(next, "busy") >= jobs) break;
		const guest = next.guests.find(({ phase, stage }) => phase === "waiting" && stage >= call.stage);
		if (!guest) continue;
		next = {
			...withPhase(next, guest.id, "busy"),
			losses: 0,
			calls: next.calls.filter(({ id }) => id !== call.id)
		};
		effects.push({
			do: "hand",
			guest: guest.id,
			call: call.id
		});
	}
	return [next, effects];
}
/**
* As many guests are booted or wait as calls may begin at once, and at least one; while fewer calls wait, at most one a
* processor. Those of an earlier stage give way. After too many losses, only as many as calls wait for.
*/
function bootAhead(state, { jobs, boots }) {
	const mayBegin = Math.min(jobs - count(state, "busy"), Math.max(boots, state.calls.length));
	const wanted = state.losses < mostLosses ? Math.max(1, mayBegin) : Math.min(state.calls.length, mayBegin);
	const old = state.guests.filter(({ phase, stage }) => phase === "waiting" && stage < state.stage);
	const fitting = state.guests.filter(({ phase, stage }) => isAhead(phase) && stage === state.stage).length;
	const room = Math.min(wanted - fitting, boots - count(state, "booting"));
	const ids = Array.from({ length: Math.max(0, room) }, (_, index) => state.nextGuest + index);
	const booted = ids.map((id) => ({
		id,
		stage: state.stage,
		phase: "booting"
	}));
	const given = old.slice(0, Math.max(0, old.length + fitting + ids.length - wanted));
	const kept = state.guests.map((guest) => given.includes(guest) ? {
		...guest,
		phase: "leaving"
	} : guest);
	return [{
		...state,
		guests: [...kept, ...booted],
		nextGuest: state.nextGuest + ids.length
	}, [...given.map(({ id }) => ({
		do: "stop",
		guest: id
	})), ...booted.map(({ id, stage }) => ({
		do: "boot",
		guest: id,
		stage
	}))]];
}
/** Whether it may still get a call. */
function isAhead(phase) {
	return phase === "booting" || phase === "waiting";
}
/** How many guests are in a phase. */
function count({ guests }, phase) {
	return guests.filter((guest) => guest.phase === phase).length;
}
/** One that leaves stays one that leaves. */
function withPhase(state, id, phase) {
	const guests = state.guests.map((guest) => guest.id === id && guest.phase !== "leaving" ? {
		...guest,
		phase
	} : guest);
	return {
		...state,
		guests
	};
}
// src/warm/warm-guest.ts
/**
* Boots a guest that waits for programs.
* @returns what is known of it when it is gone
* @throws as `runGuest`
*/
async function runWarmGuest(job, { onReady, onUsed }, signal) {
	const { kernel, settings, isShared, leavesFiles } = job;
	let running;
	const artifactsPath = () => running?.how.artifactsPath;
	const gone = require_run.runGuest({
		...job,
		tests: [],
		waits: isShared ? "often" : "once",
		isAhead: true,
		...leavesFiles && {
			artifactsPath,
			addsArtifacts: true
		},
		artifactPlaces: 1
	}, hear, signal);
	return gone;
	function hear(event, guest) {
		if (event.type === "ready") onReady({
			kernel,
			settings,
			drop: guest.stop,
			run: runIn(guest)
		});
		if (!running || event.type === "ready") return;
		running.onEvent(event, guest);
		if (event.type === "ended") endTest(running, event.outcome, guest);
	}
	function endTest(ended, outcome, guest) {
		ended.outcome = outcome;
		const changes = guest.toldChanges();
		const isAnswered = ended.how.artifactsPath === void 0;
		if (isAnswered) ended.resolve({
			...whileItRuns,
			...changes && { changes },
			outcome
		});
		if (ended.isLast && isAnswered) whenAborted(ended.gone, patience$1, () => leave(guest));
		else if (ended.isLast) leave(guest);
		else running = void 0;
	}
	function leave(guest) {
		guest.stop();
		onUsed();
	}
	function runIn(guest) {
		return async (test, how, onEvent, signal) => {
			signal.throwIfAborted();
			const isLast = !isShared || how.artifactsPath !== void 0 || how.settings.terminal !== void 0;
			const leavesArtifacts = how.artifactsPath !== void 0;
			signal.addEventListener("abort", guest.stop);
			try {
				const report = await new Promise((resolve, reject) => {
					const begun = {
						how,
						gone: signal,
						isLast,
						onEvent,
						resolve
					};
					running = begun;
					gone.then((last) => resolve({
						...last,
						...begun.outcome && { outcome: begun.outcome }
					}), reject);
					guest.give([test], {
						isLast,
						settings: {
							...how.settings,
							leavesArtifacts
						}
					});
				});
				signal.throwIfAborted();
				return report;
			} catch (error) {
				guest.stop();
				throw error;
			} finally {
				signal.removeEventListener("abort", guest.stop);
			}
		};
	}
}
/**
* Milliseconds at most in which a caller takes its answer, before the end of its guest and the boot of another take the
* processors: each is worth as much as the call itself.
*/
const patience$1 = 20;
function whenAborted(signal, milliseconds, work) {
	const timer = setTimeout(begin, milliseconds);
	signal.addEventListener("abort", begin, { once: true });
	if (signal.aborted) begin();
	function begin() {
		clearTimeout(timer);
		signal.removeEventListener("abort", begin);
		work();
	}
}
/** What is known of a guest that goes on. */
const whileItRuns = {
	finished: true,
	problem: "",
	isMachines: false,
	boot: {
		splats: [],
		log: []
	},
	idle: {
		splats: [],
		log: []
	},
	leftOut: []
};
// src/warm/pool.ts
/** So much memory is free where the files of a guest go there: far more than they are. */
const enoughBytes = 256 << 20;
/** Guests that are booted ahead, for calls that come. */
var Pool = class {
	job;
	state = emptyPool;
	calls = /* @__PURE__ */ new Map();
	ready = /* @__PURE__ */ new Map();
	stops = /* @__PURE__ */ new Map();
	ends = /* @__PURE__ */ new Map();
	nextCall = 0;
	habit = new Habit();
	/** For the files of guests that need little. */
	littleFolder;
	/** Boots the first of them. */
	constructor(job) {
		this.job = job;
		this.dispatch({ type: "start" });
	}
	/**
	* A guest that can run a test.
	* @param leavesFiles it needs a place for what it leaves behind
	* @throws UmlRunError `guest-failed` when none boots; the system's error when a file of the test is gone; the signal's reason
	*/
	async take(test, leavesFiles, signal) {
		signal.throwIfAborted();
		const stage = this.job.needs.stageFor(test, leavesFiles);
		this.habit.note(test.program);
		const id = this.nextCall++;
		return new Promise((resolve, reject) => {
			const leave = () => {
				this.calls.delete(id);
				this.dispatch({
					type: "call-gone",
					id
				});
				reject(signal.reason);
			};
			signal.addEventListener("abort", leave);
			const release = () => signal.removeEventListener("abort", leave);
			this.calls.set(id, {
				resolve,
				reject,
				release
			});
			this.dispatch({
				type: "call",
				id,
				stage
			});
		});
	}
	counts() {
		const of = (phase) => count(this.state, phase);
		return {
			booting: of("booting"),
			waiting: of("waiting"),
			busy: of("busy"),
			queued: this.state.calls.length
		};
	}
	/** Ends all guests, and waits until they are gone. Calls that wait are refused. */
	async end() {
		this.dispatch({ type: "end" });
		await Promise.all(this.ends.values());
	}
	dispatch(input) {
		const [next, effects] = nextPoolState(this.state, input, this.job.limits);
		this.state = next;
		for (const effect of effects) this.run(effect);
	}
	run(effect) {
		switch (effect.do) {
			case "boot":
				this.ends.set(effect.guest, this.boot(effect.guest, effect.stage));
				break;
			case "hand":
				this.hand(effect.guest, effect.call);
				break;
			case "refuse":
				this.settle(effect.call)?.reject(new require_compile_cache.UmlRunError("guest-failed", effect.why));
				break;
			case "stop": this.stops.get(effect.guest)?.abort(/* @__PURE__ */ new Error("not needed any more"));
		}
	}
	/** @throws never: whatever goes wrong is why the guest has ended. */
	async boot(id, stage) {
		const { kernel, isShared, bootTimeoutSeconds, scratch: common, needs } = this.job;
		const name = `guest-${id + 1}`;
		const isRoomy = needs.isRoomy(stage);
		const stop = new AbortController();
		this.stops.set(id, stop);
		let why = "";
		let folder;
		try {
			this.littleFolder ??= common.memory.folderForLittle(enoughBytes) ?? common.folder;
			folder = (0, node_path.join)(isRoomy ? common.folder : this.littleFolder, `${name}-files`);
			const scratch = {
				...common,
				folder
			};
			const settings = await this.job.stage(needs.testsOf(stage), scratch);
			const logPath = (0, node_path.join)(scratch.folder, "console.log");
			const expected = () => this.habit.expected;
			const job = {
				kernel,
				settings,
				name,
				logPath,
				bootTimeoutSeconds,
				isShared,
				leavesFiles: isRoomy,
				expected
			};
			const onReady = (guest) => {
				this.ready.set(id, guest);
				this.dispatch({
					type: "ready",
					guest: id
				});
			};
			const onUsed = () => this.dispatch({
				type: "used",
				guest: id
			});
			why = require_run.explain(await runWarmGuest(job, {
				onReady,
				onUsed
			}, stop.signal));
		} catch (error) {
			why = require_compile_cache.messageOf(error);
		}
		this.stops.delete(id);
		this.ready.delete(id);
		if (!stop.signal.aborted && this.isAhead(id)) this.job.warn(`a guest was lost: ${why}`);
		this.dispatch({
			type: "gone",
			guest: id,
			why
		});
		if (folder !== void 0) await require_run.removeFolderAside(folder);
		this.ends.delete(id);
	}
	isAhead(id) {
		return this.state.guests.some((guest) => guest.id === id && isAhead(guest.phase));
	}
	hand(guest, call) {
		const warm = this.ready.get(guest);
		if (warm) this.settle(call)?.resolve(warm);
	}
	settle(id) {
		const call = this.calls.get(id);
		this.calls.delete(id);
		call?.release();
		return call;
	}
};
// src/warm/client.ts
/** The other end of a connection: a client, or uml-run itself. */
var Client = class {
	/** Aborts when it is gone. */
	gone;
	socket;
	waiting = [];
	listener;
	/** What is no frame ends the connection. */
	constructor(socket) {
		const gone = new AbortController();
		this.socket = socket;
		this.gone = gone.signal;
		const reader = new FrameReader();
		socket.on("data", (bytes) => {
			try {
				for (const frame of reader.push(bytes)) this.hear(frame);
			} catch {
				socket.destroy();
			}
		});
		socket.on("error", () => void 0);
		socket.once("close", () => gone.abort(/* @__PURE__ */ new Error("the client has gone")));
	}
	/** From now on all frames go there; first those that have come since the last listener. */
	listen(listener) {
		this.listener = listener;
		for (const frame of this.waiting.splice(0)) this.hear(frame);
	}
	send(type, content = "") {
		this.socket.write(encodeFrame(type, content));
	}
	/** The last frame. */
	end(type, content = "") {
		this.socket.end(encodeFrame(type, content));
	}
	/** What nobody reads must not fill this process's memory: the guest waits, as a program here would. */
	print(type, bytes, guest) {
		if (!this.socket.write(encodeFrame(type, bytes))) this.socket.once("drain", guest.hold());
	}
	hear(frame) {
		if (this.listener) this.listener(frame);
		else this.waiting.push(frame);
	}
};
// src/warm/remove-left.ts
/**
* Removes the folders in a place that belong to no server. The command that starts a server makes its folder, so one that
* is killed at once, with that command, leaves it.
*/
async function removeLeft(place) {
	for (const key of serverKeys(place)) await removeIfLeft(place, key);
}
async function removeIfLeft(place, key) {
	const starter = await require_run.takeName(starterName(place, key));
	const server = starter && await require_run.takeName(serverName(place, key));
	try {
		if (server && !await isServing(place, key)) require_run.removeFolder((0, node_path.join)(place, key));
	} finally {
		server?.close();
		starter?.close();
	}
}
// src/warm/serve-call.ts
/** Bytes of standard input that are on their way at once. */
const firstCredit = 65536;
/** Uml-run itself failed, or the kernel complained. */
const failed = 125;
/**
* Serves one call, from its request to its exit code: as `exec` does on its own streams. Throws nothing: what goes wrong
* is told to the client.
*/
async function serveCall(client, request, call, server) {
	if (call.terminal && !request.terminal) return client.end("refused", "standard input and output have to be a terminal");
	client.send("accepted", Buffer.of(call.terminal ? 1 : 0));
	const log = logOn(client);
	try {
		const code = await runCall({
			client,
			request,
			call,
			server,
			log
		});
		if (code !== void 0) client.end("exit", Buffer.of(code));
	} catch (error) {
		client.send("stderr", `uml-run: ${require_start.describeError(error).message}\n`);
		client.end("exit", Buffer.of(failed));
	}
}
/** @returns the exit code; undefined where the client is gone, or was refused */
async function runCall({ client, request, call, server, log }) {
	const { options } = call;
	const { program, arguments: words, environment } = request;
	const { folder } = request.words;
	const command = {
		...call,
		command: "exec",
		program,
		arguments: words
	};
	const policy = await require_run.policyOf(options);
	const test = await require_run.execTest(command, {
		...server,
		folder
	}, environment);
	const left = require_run.artifactsOf(environment, folder);
	const guest = await taken(server, test, left.artifactsPath !== void 0, client);
	if (!guest) return void 0;
	try {
		await require_run.addProgram(guest.settings.share, test.program, guest.settings.shown);
	} catch (error) {
		guest.drop();
		throw error;
	}
	const { kernel } = guest;
	const own = settingsOf(request, call, guest);
	let hasStarted = false;
	const pass = passOn({
		client,
		log,
		kernel,
		isTerminal: call.terminal,
		hasInput: request.hasInput
	});
	const onEvent = (event, running) => {
		hasStarted ||= event.type === "started";
		pass(event, running);
	};
	const report = await guest.run(test, {
		settings: own,
		...left
	}, onEvent, client.gone);
	if (!hasStarted && !report.outcome) {
		client.end("refused", require_run.explain(report));
		return;
	}
	return require_run.tellExecEnd(report, {
		test,
		kernel,
		settings: {
			...guest.settings,
			...own
		},
		policy,
		quiet: options.quiet
	}, log);
}
/** Without a guest here, the client gets one of its own. */
async function taken(server, test, leavesFiles, client) {
	try {
		return await server.take(test, leavesFiles, client.gone);
	} catch (error) {
		client.end("refused", require_compile_cache.messageOf(error));
		return;
	}
}
function settingsOf({ terminal, hasInput }, { terminal: isTerminal, workingFolder }, { settings: { defaults } }) {
	return {
		...isTerminal && terminal ? { terminal } : { input: hasInput || "empty" },
		defaults: {
			...defaults,
			...workingFolder !== void 0 && { workingFolder }
		}
	};
}
/** Warnings alone, as `exec` gives them where standard error is a pipe. */
function logOn(client) {
	return require_start.openScreen({ write: (text) => client.send("stderr", text) }, {
		quiet: true,
		verbose: false,
		environment: {}
	});
}
function passOn({ client, log, kernel, isTerminal, hasInput }) {
	return (event, guest) => {
		if (event.type === "started") {
			client.listen((frame) => obey(frame, guest, client, isTerminal));
			client.send("credit", number$1(hasInput ? firstCredit : 0));
		}
		if (event.type === "ended") client.listen(void 0);
		if (event.type === "read-only") log.warning(require_run.readOnlyProject(kernel));
		if (event.type === "bytes") client.print(event.stream, event.bytes, guest);
	};
}
function obey({ type, bytes }, guest, client, isTerminal) {
	const credit = () => client.send("credit", number$1(bytes.length));
	if (type === "stdin" && isTerminal) {
		guest.type(bytes);
		credit();
	} else if (type === "stdin") guest.send(bytes, credit);
	else if (type === "signal" && bytes.length === 1) guest.signal(bytes.readUInt8());
	else if (type === "size" && bytes.length === 4) guest.resize({
		rows: bytes.readUInt16LE(),
		columns: bytes.readUInt16LE(2)
	});
}
function number$1(value) {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
// src/warm/server.ts
/**
* Takes the place of a server, and what a dead one has left there. What is left of others goes.
* @param place of all servers of the user
* @returns undefined when another server has it
* @throws UmlRunError `temporary-folder-unusable`
*/
async function takePlace(place, key) {
	makeWarmPlace(place);
	const name = await require_run.takeName(serverName(place, key));
	if (!name) return void 0;
	const folder = (0, node_path.join)(place, key);
	const letGo = require_run.removeWhenGone([
		folder,
		(0, node_path.join)(place, "calls"),
		`${place}/`
	]);
	await removeLeft(place);
	try {
		require_compile_cache.makeFolder(folder);
		(0, node_fs.rmSync)(socketOf(place, key), { force: true });
	} catch (cause) {
		letGo();
		throw new require_compile_cache.UmlRunError("temporary-folder-unusable", `cannot keep guests ready in "${folder}": ${require_compile_cache.messageOf(cause)}`, { cause });
	}
	const identity = require_run.identityOf(folder);
	const calls = new RegisteredCalls(place, key);
	const connections = /* @__PURE__ */ new Set();
	const isGone = () => require_run.identityOf(folder) !== identity;
	return {
		listen: (serving) => listen(socketOf(place, key), {
			calls,
			serving,
			connections
		}),
		isGone,
		remove() {
			for (const connection of connections) connection.destroy();
			if (!isGone()) {
				calls.forgetAll();
				require_run.removeFolder(folder);
			}
			letGo();
			name.close();
		}
	};
}
async function listen(path, { calls, serving, connections }) {
	const stamp = clientStamp();
	const server = (0, node_net.createServer)((socket) => {
		connections.add(socket.once("close", () => connections.delete(socket)));
		const client = new Client(socket);
		client.listen((frame) => {
			client.listen(void 0);
			const why = answer(frame, {
				client,
				calls,
				serving,
				stamp
			});
			if (why !== void 0) client.end("refused", why);
		});
	});
	server.listen(path);
	await (0, node_events.once)(server, "listening");
	return () => server.close();
}
/** @returns why it is not answered otherwise */
function answer({ type, bytes }, asked) {
	const { client, calls, serving } = asked;
	try {
		if (type === "request") return beginCall(bytes, asked);
		if (type === "register") calls.add(bytes);
		if (type === "register") client.end("accepted", Buffer.of(0));
		else if (type === "status") client.end("stdout", JSON.stringify(serving.status()));
		else if (type === "stop") serving.stop();
		else return "the server was not asked for anything";
	} catch (error) {
		return require_compile_cache.messageOf(error);
	}
}
function beginCall(bytes, { client, calls, serving, stamp }) {
	const request = decodeRequest(bytes);
	const call = calls.of(request.encodedWords);
	if (request.stamp !== stamp) return "the server is of another version";
	if (!call) return "the server does not know such a call";
	const server = serving.server();
	if (typeof server === "string") return server;
	serveCall(client, request, call, server).finally(serving.beginCall());
}
// src/warm/stamps.ts
/**
* Another one where guests that were booted before would see too much or too little: hidden is what was there then, and
* beside what is hidden, Landlock lets them open only what was there, too.
*/
function stampOfSeen({ path, hidden = [], shown = [] }) {
	const ofRoot = hidden.map((one) => (0, node_path.join)(path, one));
	const ofShown = shown.flatMap((one) => one.hidden.map((name) => ({
		top: one.path,
		path: (0, node_path.join)(one.path, name)
	})));
	const folders = [...ofRoot.flatMap((one) => foldersTo(one, path)), ...ofShown.flatMap((one) => foldersTo(one.path, one.top))];
	return JSON.stringify([shown, [...new Set(folders)].map(require_run.stampOrGone)]);
}
/** Those that lead to a path, from a top on. */
function foldersTo(path, top) {
	const above = (0, node_path.dirname)(path);
	return above === top || above === "/" || above === path ? [top] : [...foldersTo(above, top), above];
}
// src/warm/serve.ts
/**
* Keeps guests ready and runs programs of `exec --warm` in them, until it is stopped, or not needed any more.
* @param log is told when it is ready, and why it ends
* @throws UmlRunError when it cannot begin; the signal's reason
*/
async function serve(options, log, signal) {
	const place = warmPlace();
	const identity = serverIdentity(options, require_run.neededCurrentFolder(), process.env);
	const held = await takePlace(place, identity.key);
	if (!held) return log.info("another server serves this already");
	try {
		await serveIn(held, identity, {
			options,
			log,
			signal
		});
	} finally {
		held.remove();
	}
}
async function serveIn(held, identity, around) {
	const provided = await provide(around);
	const closed = (network) => network.close();
	await require_run.using(provided.network, closed, () => serveWith(provided, held, identity, around));
}
async function serveWith(provided, held, identity, { options, log, signal }) {
	let problem;
	const warn = (text) => {
		problem = text;
		log.warning(text);
	};
	const scratch = require_run.makeScratch(warn);
	const needs = new CallNeeds(provided.look, options.isolation === "shared");
	const pool = poolOf(provided, options, {
		scratch,
		needs,
		warn
	});
	const life = new Life(options.idleSeconds, () => held.isGone() || changed() !== void 0);
	try {
		const close = await held.listen(serving());
		log.progress("");
		log.info(`ready: ${describe$1(provided, identity)}`);
		try {
			await ended(AbortSignal.any([signal, life.ended]));
		} finally {
			close();
		}
		signal.throwIfAborted();
		log.info(`ended: ${life.ended.reason.message}`);
	} finally {
		life.finish("it ends");
		await pool.end();
		scratch.remove();
	}
	function serving() {
		const startedAt = performance.now();
		let calls = 0;
		return {
			server: () => changed() ?? {
				...place(needs.lookAgain(), provided),
				take: (...wanted) => pool.take(...wanted)
			},
			beginCall() {
				calls++;
				return life.beginCall();
			},
			stop: () => life.finish("it was told to stop"),
			status: () => ({
				pid: process.pid,
				kernel: `${provided.kernel.version} (${provided.kernel.spec})`,
				rootfs: options.rootfs,
				...identity.project !== void 0 && { folder: identity.project },
				guests: pool.counts(),
				calls,
				age: (performance.now() - startedAt) / 1e3,
				memory: memoryOfGrandchildren(),
				...problem !== void 0 && { problem }
			})
		};
	}
	/** Why guests that are ready now would be the wrong ones. */
	function changed() {
		if (keyNow() !== identity.key) return "the kernel, the root file system or the folder that it serves has changed";
		return require_run.stampOrGone(provided.kernel.path) === provided.stamp ? void 0 : "the kernel that it serves has changed";
	}
	function keyNow() {
		try {
			return serverIdentity(options, provided.folder, process.env).key;
		} catch {
			return;
		}
	}
}
async function provide({ options, log, signal }) {
	if (options.kernels.length > 1) throw new require_compile_cache.UmlRunError("option-invalid", `serve has guests of one kernel, not of ${options.kernels.join(", ")}`);
	if (options.network.mode === "tap" && options.network.device !== void 0) throw new require_compile_cache.UmlRunError("option-invalid", `serve has several guests, and one at a time can have "${options.network.device}"`);
	const context = await require_run.openContext({
		folder: options.cache,
		offline: options.offline,
		log,
		signal
	});
	const rootfs = await require_run.provideGuestRootfs(options, context);
	const [kernel] = await require_run.provideGuestKernels(options, context);
	if (!kernel) throw new require_compile_cache.UmlRunError("option-invalid", "serve needs a kernel");
	const silent = { warning: () => void 0 };
	const look = () => {
		const shown = require_run.withShownFolders(rootfs, options, true, silent);
		return {
			...shown,
			stamp: stampOfSeen(shown.rootfs)
		};
	};
	return {
		folder: require_run.neededCurrentFolder(),
		kernel,
		stamp: require_run.stampOrGone(kernel.path),
		look,
		context,
		network: await require_run.provideNetwork(options, context)
	};
}
function place({ rootfs, environment }, { context }) {
	return {
		rootfs,
		ofTools: environment,
		context
	};
}
function poolOf({ kernel, network }, options, around) {
	const isShared = options.isolation === "shared";
	const stage = async (tests, own) => ({
		...await require_run.stageTests(tests, {
			rootfs: around.needs.sight.rootfs,
			scratch: own,
			options,
			network: network.settings
		}),
		kernelArguments: require_run.commandLineOf(kernel, options),
		...!isShared && { kept: [] }
	});
	const limits = {
		jobs: options.jobs,
		boots: (0, node_os.availableParallelism)()
	};
	const { bootTimeoutSeconds } = options;
	return new Pool({
		kernel,
		limits,
		isShared,
		bootTimeoutSeconds,
		...around,
		stage
	});
}
function describe$1({ kernel }, { key, project }) {
	const folder = project === void 0 ? "no folder" : `folder ${project}`;
	return require_start.oneLine(`guests of kernel ${kernel.version}, ${folder}, in ${warmPlace()}/${key}`);
}
function ended(signal) {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve());
	});
}
// src/warm/server-status.ts
/** A line for people, and one more where something went wrong. */
function formatStatus({ pid, kernel, rootfs, folder, guests, calls, age, memory, problem }) {
	const { waiting, booting, busy, queued } = guests;
	const line = [
		`process ${pid}: kernel ${require_start.oneLine(kernel)}, rootfs ${require_start.oneLine(rootfs)}, ${folder === void 0 ? "no folder" : `folder ${require_start.oneLine(folder)}`}`,
		`guests: ${waiting} waiting, ${booting} booting, ${busy} busy`,
		`calls: ${calls} so far${queued > 0 ? `, ${queued} waiting` : ""}`,
		`${inWords(age)} old, ${Math.round(memory / 2 ** 20)} MB`
	].join("; ");
	return problem === void 0 ? `${line}\n` : `${line}\n  warning: ${require_start.oneLine(problem)}\n`;
}
function inWords(seconds) {
	if (seconds < 60) return `${Math.floor(seconds)} s`;
	return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
// src/commands/serve-command.ts
var serve_command_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ dispatchServe: () => dispatchServe });
/**
* Keeps guests ready in the foreground, or lists or ends the user's servers.
* @returns the exit code
* @throws UmlRunError when it cannot begin; the signal's reason
*/
async function dispatchServe({ options, isChosen }, log, signal) {
	if (options.stop) await stop(signal, isChosen ? [serverIdentity(options, require_run.neededCurrentFolder(), process.env).key] : void 0);
	else if (options.status) await list$1(log);
	else await serve(options, log, signal);
	return 0;
}
async function stop(signal, keys = serverKeys(warmPlace())) {
	const ends = await Promise.allSettled(keys.map((key) => stopServer(warmPlace(), key, signal)));
	const failure = ends.find((end) => end.status === "rejected");
	if (failure) throw failure.reason;
	const count = ends.filter((end) => end.status === "fulfilled" && end.value).length;
	process.stdout.write(count === 0 ? "no server is running\n" : `ended ${count} server${count === 1 ? "" : "s"}\n`);
}
async function list$1(log) {
	const place = warmPlace();
	let silent = 0;
	const one = async (key) => {
		const status = await statusOf(place, key);
		if (status || !await isServing(place, key)) return status;
		silent++;
		log.warning(silentServer(place, key).message);
	};
	const running = (await Promise.all(serverKeys(place).map(one))).filter((status) => status !== void 0);
	if (running.length + silent === 0) process.stdout.write("no server is running\n");
	process.stdout.write(running.map(formatStatus).join(""));
}
// src/elf/without-debug.ts
/** Sections of an ELF header of 64 bits, and fields of theirs, by offset. */
const header = {
	size: 64,
	sections: 40,
	entrySize: 58,
	count: 60,
	names: 62
};
const section = {
	size: 64,
	name: 0,
	type: 4,
	flags: 8,
	offset: 24,
	length: 32,
	alignment: 48
};
const [noSection, noBits] = [0, 8];
/** The last bytes of a module that is signed: nothing of it may change. */
const signatureMark = "~Module signature appended~\n";
/** Takes memory while the program runs. */
const allocated = 2n;
/**
* An object file without what only debuggers read: nine tenths of a kernel's module. The numbers of its sections and
* symbols stay as they are; sections that went are empty.
* @param file a relocatable file of 64 bits, of which the lowest byte of a number comes first; anything else is given
* back as it is
*/
function withoutDebug(file) {
	const sections = sectionsOf(file);
	if (!sections) return file;
	const [start, table] = [Buffer.from(file.subarray(0, header.size)), Buffer.from(sections.table)];
	const pieces = [start];
	let end = header.size;
	const append = (bytes, alignment) => {
		const padding = (alignment - end % alignment) % alignment;
		pieces.push(Buffer.alloc(padding), bytes);
		end += padding + bytes.length;
		return end - bytes.length;
	};
	for (let at = 0; at < table.length; at += section.size) {
		const type = table.readUInt32LE(at + section.type);
		if (isDebug(table, at, sections.names)) table.fill(0, at + section.type, at + section.size);
		else if (type !== noSection && type !== noBits) {
			const [from, length, alignment] = [
				section.offset,
				section.length,
				section.alignment
			].map((field) => Number(table.readBigUInt64LE(at + field)));
			if (from + length > file.length) return file;
			table.writeBigUInt64LE(BigInt(append(file.subarray(from, from + length), alignment || 1)), at + section.offset);
		}
	}
	start.writeBigUInt64LE(BigInt(append(table, 8)), header.sections);
	return Buffer.concat(pieces);
}
/** The table of sections, and the names in it; undefined where it is not such a file, or is signed. */
function sectionsOf(file) {
	const isObject = file.length >= header.size && file.toString("latin1", 0, 6) === "ELF" && file[16] === 1;
	const isSigned = file.toString("latin1", Math.max(0, file.length - 28)) === signatureMark;
	if (!isObject || isSigned || file.readUInt16LE(header.entrySize) !== section.size) return void 0;
	const from = Number(file.readBigUInt64LE(header.sections));
	const table = file.subarray(from, from + file.readUInt16LE(header.count) * section.size);
	const at = file.readUInt16LE(header.names) * section.size;
	if (table.length % section.size !== 0 || at >= table.length) return void 0;
	const [offset, length] = [section.offset, section.length].map((field) => Number(table.readBigUInt64LE(at + field)));
	return {
		table,
		names: file.subarray(offset, (offset ?? 0) + (length ?? 0))
	};
}
function isDebug(table, at, names) {
	if ((table.readBigUInt64LE(at + section.flags) & allocated) !== 0n) return false;
	const name = names.subarray(table.readUInt32LE(at + section.name));
	return /^(\.rela)?\.debug_/.test(name.toString("latin1", 0, 20));
}
// src/net/report-progress.ts
/** Says how much of a file is here, a megabyte at a time. @param name for people */
function reportProgress(name, log) {
	const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
	let shown = -1;
	return (done, total) => {
		if (megabytes(done) === shown) return;
		shown = megabytes(done);
		log.progress(`fetching ${name}: ${shown}${total === void 0 ? "" : ` of ${megabytes(total)}`} MB`);
	};
}
// src/kernel/ask-release.ts
/**
* Asks a kernel for its release: `uname -r` in its guests.
* @param name what to call it in the error
* @throws UmlRunError `kernel-boot-failed` when it does not start here or answers something else
*/
async function askVersion(executable, name, options) {
	const { ok, stdout, stderr } = await require_run.run$1(executable, ["--version"], options);
	const version = stdout.trim();
	if (ok && /^\d+\.\d+\S*$/.test(version)) return version;
	throw new require_compile_cache.UmlRunError("kernel-boot-failed", `${name} does not start on this machine: ${require_run.lastLines(ok ? stdout : stderr)}`);
}
// src/kernel/distro/fetch-libc.ts
/** Room for the path of any cache folder. As it is, it names a folder: without `relocate` the kernel does not start. */
const placeholder = "/".repeat(1024);
/**
* Gives a kernel the C library of its own suite, since it needs a newer one than this machine's. Another loader cannot
* just be run with the kernel as its argument: the kernel starts itself again through /proc/self/exe.
* @returns the version of the suite's libc6
*/
async function fetchLibc(apt, { libraries }, { folder, scratch }, context) {
	const libc6 = (await require_run.show(apt, ["libc6"], context)).get("libc6");
	if (!libc6) throw new require_compile_cache.UmlRunError("archive-unavailable", "the suite of the kernel does not have the package libc6");
	const files = (0, node_path.join)(scratch, "libc6");
	await require_run.unpackDeb(await require_run.download$1(apt, libc6, (0, node_path.join)(scratch, "libc6-deb"), context), files, context);
	await (0, node_fs_promises.mkdir)((0, node_path.join)(folder, (0, node_path.dirname)(require_run.loaderPath)));
	for (const name of /* @__PURE__ */ new Set([(0, node_path.basename)(require_run.loaderPath), ...libraries])) await (0, node_fs_promises.copyFile)(findLibrary(files, name), (0, node_path.join)(folder, (0, node_path.dirname)(require_run.loaderPath), name));
	await setPlaceholder((0, node_path.join)(folder, require_run.executableName), scratch, context);
	return libc6.version;
}
/**
* Makes a kernel take the libraries in `lib` beside it, and gives it room for the path of the loader there: before
* `relocate` has written it, the kernel does not start.
* @throws UmlRunError `tool-missing` or `archive-unavailable` where there is no patchelf
*/
async function setPlaceholder(executable, scratch, context) {
	const patchelf = await findPatchelf(scratch, context);
	await require_run.tool(patchelf, [...[
		"--force-rpath",
		"--set-rpath",
		"$ORIGIN/lib",
		"--set-interpreter",
		placeholder
	], executable], context);
}
/** Does something that starts the kernel where it lies now, and leaves it as it was. */
async function withLoaderHere(folder, work) {
	const changed = await require_run.relocate(folder, folder);
	const result = await work();
	for (const path of changed) require_run.setInterpreter((0, node_path.join)(folder, path), "/");
	return result;
}
function findLibrary(files, name) {
	for (const place of ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]) {
		const path = (0, node_path.join)(files, place, name);
		if ((0, node_fs.existsSync)(path)) return path;
	}
	throw new require_compile_cache.UmlRunError("archive-unavailable", `the kernel needs ${name}, which the libc6 of its suite does not have`);
}
/** This machine's own, or that of its apt. */
async function findPatchelf(scratch, context) {
	if ((await require_run.run$1("patchelf", ["--version"], context)).ok) return "patchelf";
	const found = await require_run.machinePackage("patchelf", context);
	const deb = await require_run.fetchMachinePackage(found, (0, node_path.join)(scratch, "patchelf-deb"), context);
	await require_run.unpackDeb(deb, (0, node_path.join)(scratch, "patchelf"), context);
	return (0, node_path.join)(scratch, "patchelf", "usr/bin/patchelf");
}
// src/kernel/distro/unpack-package.ts
var unpack_package_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	takeKernel: () => takeKernel,
	takeModules: () => takeModules,
	unpackPackage: () => unpackPackage
});
const modulesPath = "usr/lib/uml/modules";
/** Fetches a package and unpacks it. @param scratch folder for both */
async function unpackPackage(candidate, scratch, context) {
	const name = `${require_run.packageName} ${candidate.version} (${candidate.suite})`;
	context.log.progress(`fetching ${name}`);
	const apt = await require_run.openPrivateApt(candidate.folder);
	const deb = await require_run.download$1(apt, candidate, (0, node_path.join)(scratch, "deb"), context, reportProgress(name, context.log));
	const files = (0, node_path.join)(scratch, "files");
	context.log.progress(`unpacking ${name}`);
	await require_run.unpackDeb(deb, files, context);
	return {
		name,
		candidate,
		apt,
		files
	};
}
/** Moves the modules of its kernel to a folder that is not there yet. */
async function takeModules({ files, name }, folder) {
	await take(files, modulesPath, folder, name);
	await shrinkModules(folder);
}
/**
* Fills the folder of an entry with its kernel, the C library it needs where this machine's is too old, and of its modules
* those that every boot loads.
* @param provideModules gives the absolute path of the folder with all of them; called once all else is right
*/
async function takeKernel({ files, name, candidate, apt }, provideModules, { folder, scratch }, context) {
	const executable = (0, node_path.join)(folder, require_run.executableName);
	await take(files, "usr/bin/linux.uml", executable, name);
	const needs = needsOf(executable, name);
	const origin = {
		package: require_run.packageName,
		version: candidate.version,
		suite: candidate.suite
	};
	if (needs.glibc !== void 0 && require_run.isNewer(needs.glibc, await require_run.hostGlibc(context))) origin.libc = await fetchLibc(apt, needs, {
		folder,
		scratch
	}, context);
	const version = await withLoaderHere(folder, () => askVersion(executable, name, context));
	if (!(await (0, node_fs_promises.readdir)((0, node_path.join)(files, modulesPath)).catch(() => [])).includes(version)) throw new require_compile_cache.UmlRunError("archive-unavailable", `${name}: its modules are not those of its kernel, ${version}`);
	await copyBootModules((0, node_path.join)(await provideModules(), version), (0, node_path.join)(folder, "modules", version));
	await require_run.writeRecord(folder, {
		version,
		source: `Debian package ${name}`,
		origin,
		hasLaterModules: true
	});
}
/** Those that every boot loads, and the lists in which programs and the kernel look for others. */
async function copyBootModules(from, to) {
	const lists = (await (0, node_fs_promises.readdir)(from)).filter((name) => name !== "kernel");
	for (const path of [...lists, ...require_run.bootModules(from)]) await (0, node_fs_promises.cp)((0, node_path.join)(from, path), (0, node_path.join)(to, path), { recursive: true });
}
function needsOf(executable, name) {
	try {
		return require_run.readNeeds(executable);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("archive-unavailable", `${name}: its linux.uml is not an executable`, { cause });
	}
}
/** Debugging information is of no use to the kernel, and would make each cached copy 170 MB instead of 35. */
async function shrinkModules(folder) {
	for (const path of await (0, node_fs_promises.readdir)(folder, { recursive: true })) {
		if (!path.endsWith(".ko")) continue;
		const module = (0, node_path.join)(folder, path);
		await (0, node_fs_promises.writeFile)(module, withoutDebug(await (0, node_fs_promises.readFile)(module)));
	}
}
async function take(files, path, to, name) {
	try {
		await (0, node_fs_promises.rename)((0, node_path.join)(files, path), to);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("archive-unavailable", `${name} does not have ${path}: it is not the package that was expected`, { cause });
	}
}
// src/kernel/compile/build-key.ts
/** What a built kernel's bytes depend on, as one name for a cache. */
/** To be raised when the way in which kernels are built changes, so that older ones are made again. */
const recipe = 4;
/**
* @param source digest of the tarball or of the tree's files
* @returns lower-case hexadecimal SHA-256
*/
function buildKey(source, { start, fragments }, { version, libc }, architecture) {
	const wanted = require_run.formatWanted(require_run.mergeFragments(fragments).sort((left, right) => left.symbol < right.symbol ? -1 : 1));
	const parts = [
		recipe,
		source,
		start,
		wanted,
		version,
		libc,
		architecture
	];
	return (0, node_crypto.createHash)("sha256").update(JSON.stringify(parts)).digest("hex");
}
// src/kernel/compile/config/base.ts
/**
* The fragment that kernels are built with unless the user says otherwise: what tests of system calls need, the
* devices through which the host drives a guest, and nothing that slows the boot. It stands on `allnoconfig`, so what
* is not named here is off unless the kernel itself insists. STATIC_LINK is not here: the build tries it by itself.
*/
const base = `
# Leave the choice of what only experts turn off (futexes, epoll, printk, ...) to the kernel: it is on by default,
# in versions to come too. Kernels before 5.13 turn EXPERT on in an allnoconfig.
# CONFIG_EXPERT is not set
# CONFIG_EMBEDDED is not set

# Programs: ELF, #! and whatever a test registers.
CONFIG_BINFMT_ELF=y
CONFIG_BINFMT_SCRIPT=y
CONFIG_BINFMT_MISC=y

# System calls that are optional and that tests ask about. ptrace is always there.
CONFIG_MULTIUSER=y
CONFIG_COMPAT_32BIT_TIME=y
CONFIG_FUTEX=y
CONFIG_EPOLL=y
CONFIG_SIGNALFD=y
CONFIG_TIMERFD=y
CONFIG_EVENTFD=y
CONFIG_AIO=y
CONFIG_IO_URING=y
CONFIG_ADVISE_SYSCALLS=y
CONFIG_MEMBARRIER=y
CONFIG_FHANDLE=y
CONFIG_FILE_LOCKING=y
CONFIG_FSNOTIFY=y
CONFIG_DNOTIFY=y
CONFIG_INOTIFY_USER=y
CONFIG_FANOTIFY=y
CONFIG_FANOTIFY_ACCESS_PERMISSIONS=y
CONFIG_CROSS_MEMORY_ATTACH=y
CONFIG_USERFAULTFD=y
CONFIG_CHECKPOINT_RESTORE=y
CONFIG_KCMP=y
CONFIG_PROC_CHILDREN=y
CONFIG_ANON_VMA_NAME=y
CONFIG_SWAP=y
CONFIG_SHMEM=y

# Timers.
CONFIG_POSIX_TIMERS=y
CONFIG_HIGH_RES_TIMERS=y
CONFIG_NO_HZ_IDLE=y

# System V IPC, POSIX message queues, keyrings.
CONFIG_SYSVIPC=y
CONFIG_POSIX_MQUEUE=y
CONFIG_KEYS=y
CONFIG_PERSISTENT_KEYRINGS=y
CONFIG_WATCH_QUEUE=y
CONFIG_KEY_NOTIFICATIONS=y

# Sandboxes. No Yama: it would forbid what tests of ptrace do.
CONFIG_SECCOMP=y
CONFIG_SECCOMP_FILTER=y
CONFIG_SECURITY=y
CONFIG_SECURITYFS=y
CONFIG_SECURITY_NETWORK=y
CONFIG_SECURITY_PATH=y
CONFIG_SECURITY_LANDLOCK=y
CONFIG_LSM="landlock"

# BPF, as far as there is an interpreter: User Mode Linux has no JIT, no probes and no perf events.
CONFIG_BPF_SYSCALL=y
CONFIG_CGROUP_BPF=y

# Namespaces.
CONFIG_NAMESPACES=y
CONFIG_UTS_NS=y
CONFIG_IPC_NS=y
CONFIG_USER_NS=y
CONFIG_PID_NS=y
CONFIG_NET_NS=y
CONFIG_TIME_NS=y

# Control groups. No RT_GROUP_SCHED: real-time tests fail under it.
CONFIG_CGROUPS=y
CONFIG_MEMCG=y
CONFIG_MEMCG_V1=y
CONFIG_BLK_CGROUP=y
CONFIG_BLK_DEV_THROTTLING=y
CONFIG_CGROUP_SCHED=y
CONFIG_FAIR_GROUP_SCHED=y
CONFIG_CFS_BANDWIDTH=y
CONFIG_CGROUP_PIDS=y
CONFIG_CGROUP_FREEZER=y
CONFIG_CGROUP_DEVICE=y
CONFIG_CGROUP_CPUACCT=y
CONFIG_CGROUP_MISC=y

# File systems of the kernel's own.
CONFIG_PROC_FS=y
CONFIG_PROC_SYSCTL=y
CONFIG_SYSCTL=y
CONFIG_SYSFS=y
CONFIG_CONFIGFS_FS=y
CONFIG_DEBUG_FS=y
CONFIG_DEVTMPFS=y
CONFIG_DEVTMPFS_MOUNT=y
CONFIG_TMPFS=y
CONFIG_TMPFS_XATTR=y
CONFIG_TMPFS_POSIX_ACL=y
CONFIG_TMPFS_INODE64=y

# The host's folders, layers over them, and file systems served by a test.
CONFIG_HOSTFS=y
CONFIG_OVERLAY_FS=y
CONFIG_FUSE_FS=y
CONFIG_FUSE_PASSTHROUGH=y
CONFIG_FUSE_IO_URING=y

# Images: the host's file as a disk, and what is in it. Loop devices are made when asked for: eight at boot take time.
CONFIG_BLOCK=y
CONFIG_BLK_DEV=y
CONFIG_BLK_DEV_UBD=y
CONFIG_BLK_DEV_LOOP=y
CONFIG_BLK_DEV_LOOP_MIN_COUNT=0
CONFIG_EXT4_FS=y
CONFIG_EXT4_USE_FOR_EXT2=y
CONFIG_EXT4_FS_POSIX_ACL=y
CONFIG_EXT4_FS_SECURITY=y
CONFIG_MISC_FILESYSTEMS=y
CONFIG_SQUASHFS=y
CONFIG_SQUASHFS_XATTR=y
CONFIG_SQUASHFS_ZLIB=y
CONFIG_SQUASHFS_LZ4=y
CONFIG_SQUASHFS_XZ=y
CONFIG_SQUASHFS_ZSTD=y

# Consoles are the host's file descriptors or nothing. The old ptys cost 256 devices at boot; /dev/ptmx stays.
CONFIG_TTY=y
CONFIG_STDERR_CONSOLE=y
CONFIG_NULL_CHAN=y
CONFIG_CON_CHAN="null"
CONFIG_SSL_CHAN="null"
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set

# Sockets, and the devices that network tests make.
CONFIG_NET=y
CONFIG_UNIX=y
CONFIG_AF_UNIX_OOB=y
CONFIG_PACKET=y
CONFIG_INET=y
CONFIG_IP_MULTICAST=y
CONFIG_IPV6=y
CONFIG_NETDEVICES=y
CONFIG_NET_CORE=y
CONFIG_VETH=y
CONFIG_TUN=y
CONFIG_DUMMY=y
CONFIG_BRIDGE=y
CONFIG_INET_DIAG=y
CONFIG_UNIX_DIAG=y
CONFIG_PACKET_DIAG=y
CONFIG_NETLINK_DIAG=y
CONFIG_ETHTOOL_NETLINK=y

# The network card: the vector driver, which forbids a static link. Up to 6.15 it hides behind UML_NET.
CONFIG_UML_NET=y
CONFIG_UML_NET_VECTOR=y

# Random numbers come from the host, so that getrandom() does not wait.
CONFIG_HW_RANDOM=y
CONFIG_UML_RANDOM=y

# The host's control of a guest: management console, SysRq, virtual time (which SMP would forbid).
CONFIG_MCONSOLE=y
CONFIG_MAGIC_SYSRQ=y
CONFIG_UML_TIME_TRAVEL_SUPPORT=y

# What the kernel says of itself: readable oopses, and its own configuration in /proc/config.gz.
CONFIG_PRINTK=y
CONFIG_BUG=y
CONFIG_DEBUG_BUGVERBOSE=y
CONFIG_KALLSYMS=y
CONFIG_IKCONFIG=y
CONFIG_IKCONFIG_PROC=y

# Modules that a further fragment or a test may want.
CONFIG_MODULES=y
CONFIG_MODULE_UNLOAD=y
`;
// src/kernel/compile/config/base-static.ts
/**
* What `base` becomes when the kernel is to be one file that needs no loader and no library: for use on top of `base`.
* The network card's driver is in the way, since it loads parts of the C library while it runs.
*/
const baseStatic = `
CONFIG_STATIC_LINK=y
# CONFIG_UML_NET is not set
# CONFIG_UML_NET_VECTOR is not set
`;
// src/kernel/compile/config/containers.ts
/**
* What dockerd and podman need to give containers a network behind NAT, for use on top of `base`, which has the rest:
* netfilter with nftables, and what iptables-nft asks of it by the names of iptables.
*/
const containers = `
# Connections, their translation, and the tool that lists them.
CONFIG_NETFILTER=y
CONFIG_NETFILTER_ADVANCED=y
CONFIG_NF_CONNTRACK=y
CONFIG_NF_CT_NETLINK=y
CONFIG_NF_NAT=y

# nftables.
CONFIG_NF_TABLES=y
CONFIG_NF_TABLES_INET=y
CONFIG_NF_TABLES_IPV4=y
CONFIG_NF_TABLES_IPV6=y
CONFIG_NFT_CT=y
CONFIG_NFT_NAT=y
CONFIG_NFT_MASQ=y
CONFIG_NFT_REDIR=y
CONFIG_NFT_REJECT=y
CONFIG_NFT_FIB_IPV4=y
CONFIG_NFT_FIB_IPV6=y
CONFIG_NFT_FIB_INET=y

# Matches and targets of iptables, which iptables-nft uses where nftables has none.
CONFIG_NFT_COMPAT=y
CONFIG_NETFILTER_XTABLES=y
CONFIG_NETFILTER_XT_MARK=y
CONFIG_NETFILTER_XT_NAT=y
CONFIG_NETFILTER_XT_TARGET_MASQUERADE=y
CONFIG_NETFILTER_XT_MATCH_ADDRTYPE=y
CONFIG_NETFILTER_XT_MATCH_COMMENT=y
CONFIG_NETFILTER_XT_MATCH_CONNTRACK=y

# The rules hold for what crosses a bridge, too.
CONFIG_BRIDGE_NETFILTER=y
`;
// src/kernel/compile/config/debug.ts
/**
* What finds the kernel's own mistakes while tests run, for use on top of `base`. Slower by a factor, and so for those
* who ask. KASAN came to User Mode Linux in 6.0.
*/
const debug = `
# Names and lines in reports.
CONFIG_DEBUG_KERNEL=y
CONFIG_DEBUG_INFO_NONE=y
CONFIG_KALLSYMS_ALL=y
CONFIG_DEBUG_BUGVERBOSE=y

# Locks: lockdep and sleeping where it is forbidden.
CONFIG_PROVE_LOCKING=y
CONFIG_DEBUG_ATOMIC_SLEEP=y
CONFIG_DEBUG_LOCK_ALLOC=y

# Memory: KASAN, lists, stacks. The allocator's own checks are at hand for --kernel-args slub_debug=FZPU; they are not on,
# because in User Mode Linux KASAN takes their red zones for a mistake.
CONFIG_KASAN=y
CONFIG_SLUB_DEBUG=y
CONFIG_DEBUG_VM=y
CONFIG_DEBUG_LIST=y
CONFIG_DEBUG_SG=y
CONFIG_SCHED_STACK_END_CHECK=y
CONFIG_BUG_ON_DATA_CORRUPTION=y

# Tasks that do not come back.
CONFIG_DETECT_HUNG_TASK=y
CONFIG_DEFAULT_HUNG_TASK_TIMEOUT=20
CONFIG_WQ_WATCHDOG=y
`;
// src/kernel/compile/config/guest.ts
/** What a guest cannot do without, added to the tree's own `defconfig`: the root on the host's folder, and consoles. */
const guest = `
CONFIG_HOSTFS=y
CONFIG_NULL_CHAN=y
CONFIG_STDERR_CONSOLE=y
CONFIG_DEVTMPFS=y
CONFIG_TMPFS=y
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set
# CONFIG_WERROR is not set
CONFIG_MAGIC_SYSRQ=y
`;
// src/kernel/compile/config/tiny.ts
/** The least that boots and runs a test: for a quick build, and for a fragment of the user's own on top. No network. */
const tiny = `
# Leave the choice of what only experts turn off to the kernel.
# CONFIG_EXPERT is not set
# CONFIG_EMBEDDED is not set

# Programs.
CONFIG_BINFMT_ELF=y
CONFIG_BINFMT_SCRIPT=y

# On i386, what programs that were built with a time of 32 bits call.
CONFIG_COMPAT_32BIT_TIME=y

# File systems that the guest's pid 1 mounts; the root is the host's folder.
CONFIG_PROC_FS=y
CONFIG_PROC_SYSCTL=y
CONFIG_SYSFS=y
CONFIG_DEVTMPFS=y
CONFIG_DEVTMPFS_MOUNT=y
CONFIG_TMPFS=y
CONFIG_HOSTFS=y

# Consoles are the host's file descriptors or nothing.
CONFIG_TTY=y
CONFIG_STDERR_CONSOLE=y
CONFIG_NULL_CHAN=y
CONFIG_CON_CHAN="null"
CONFIG_SSL_CHAN="null"
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set

# Timers.
CONFIG_HIGH_RES_TIMERS=y
CONFIG_NO_HZ_IDLE=y

# The host's control of a guest.
CONFIG_MCONSOLE=y
CONFIG_MAGIC_SYSRQ=y
`;
// src/kernel/compile/configuration.ts
/** What `--kernel-config` names: built-in fragments and files. */
const ours = (name, text) => ({
	name,
	ours: true,
	text
});
/** Take the place of `base`. */
const baseStart = {
	start: "allnoconfig",
	fragments: [ours("base", base)]
};
const starts = {
	base: baseStart,
	"base-static": {
		...baseStart,
		fragments: [...baseStart.fragments, ours("base-static", baseStatic)]
	},
	tiny: {
		start: "allnoconfig",
		fragments: [ours("tiny", tiny)]
	},
	defconfig: {
		start: "defconfig",
		fragments: [ours("defconfig", guest)]
	}
};
/** Go on top of what there is. */
const additions = {
	debug: ours("debug", debug),
	containers: ours("containers", containers)
};
/**
* @param names built-in names (base, base-static, tiny, defconfig, debug, containers) or paths, in the order in which
* they override each other
* @throws UmlRunError `kernel-config-invalid` for a file that cannot be read
*/
async function readConfiguration(names) {
	const last = names.findLast((name) => Object.hasOwn(starts, name));
	const { start, fragments } = (last === void 0 ? void 0 : starts[last]) ?? baseStart;
	const more = names.filter((name) => !Object.hasOwn(starts, name));
	return {
		start,
		fragments: [...fragments, ...await Promise.all(more.map(readFragment))]
	};
}
async function readFragment(name) {
	const builtIn = Object.hasOwn(additions, name) ? additions[name] : void 0;
	if (builtIn) return builtIn;
	try {
		return {
			name,
			ours: false,
			text: await (0, node_fs_promises.readFile)(name, "utf8")
		};
	} catch (cause) {
		const known = [...Object.keys(starts), ...Object.keys(additions)].join(", ");
		const reason = require_compile_cache.errnoOf(cause) === "ENOENT" ? "no such file" : `cannot be read (${require_compile_cache.messageOf(cause)})`;
		throw new require_compile_cache.UmlRunError("kernel-config-invalid", `--kernel-config "${name}": ${reason}, nor is it a built-in fragment (${known})`, { cause });
	}
}
// src/kernel/newest-in-cache.ts
var newest_in_cache_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	newestInCache: () => newestInCache,
	nothingInCache: () => nothingInCache
});
/**
* The newest kernel in the cache that a spec may mean and that fits the options, whatever archives and mirrors have.
* @returns undefined where there is none
*/
async function newestInCache(spec, options, context) {
	const kernels = (await listKernels(context.cache)).filter(meantBy(spec));
	const fitting = [];
	for (const kernel of kernels) if (await fits(kernel, spec, options, context)) fitting.push(kernel);
	const newest = fitting.sort((left, right) => require_run.compareNatural(left.version, right.version)).at(-1);
	if (!newest) return void 0;
	const make = notFromHere(`Linux ${newest.version}, undamaged,`, context);
	const kernel = await require_run.readyKernel(spec.text, await require_run.entry(context, "kernels", newest.key, {
		make,
		relocate: require_run.relocate
	}));
	if (!newest.hasLaterModules) return kernel;
	const makeModules = notFromHere(`Linux ${newest.version} with all of its modules`, context);
	return require_run.withModules(kernel, newest.key, makeModules, context);
}
/** Makes nothing: what the cache lacks cannot be had while nobody is asked, or answers. */
const notFromHere = (what, context) => async () => {
	require_run.requireNetwork(context, what);
	throw new require_run.Unreachable("not-in-cache", `${what} is not in the cache, and where it comes from cannot be reached`);
};
/** For a spec that means none of the kernels in the cache. */
async function nothingInCache({ text }, context) {
	const kernels = await listKernels(context.cache);
	const there = [...new Set(kernels.map(specOf))].sort(require_run.compareNatural);
	return require_run.notInCache(`kernel "${text}"`, there, "kernels");
}
/** What names it: `distro:6.1`, `6.12.9`, or its file. */
function specOf({ version, path, origin }) {
	const series = /^\d+\.\d+/.exec(version)?.[0] ?? version;
	if (origin.package !== void 0) return `distro:${series}`;
	return origin.mirror === void 0 && origin.store === void 0 ? path : origin.release ?? version;
}
/** Whether it is what the options would make of its package or its source, on this machine. */
async function fits({ key, origin }, spec, options, context) {
	const { architecture = "x86_64", configuration = [] } = options;
	if (origin.package !== void 0) return key.endsWith(`glibc-${await require_run.hostGlibc(context)}`) && (spec.kind === "distro" || !require_run.isSpecial(options));
	if (origin.store !== void 0) return architecture === "x86_64" && origin.flavour === require_run.flavourOf(configuration);
	const { sha256 } = origin;
	if (sha256 === void 0) return false;
	return key === buildKey(sha256, await readConfiguration(configuration), await identifyCompiler(context), architecture);
}
// src/kernel/compile/source-files.ts
/** The files that make up a source tree, and a digest of them. */
/** What kbuild's own check for a clean tree looks at. */
const builtHere = [
	".config",
	"include/config",
	"include/generated",
	"arch/um/include/generated"
];
/** Whether somebody has built in the tree itself, rather than out of it. */
function isBuiltIn({ path }) {
	return builtHere.some((name) => (0, node_fs.existsSync)((0, node_path.join)(path, name)));
}
/**
* Paths within the tree, sorted; links are not followed. In a tree that has been built in, git tells the sources from
* what was built: tracked and new files, without those that it is told to ignore.
*
* @throws UmlRunError `kernel-source-invalid` when the tree has been built in and is not git's
*/
async function sourceFiles(tree) {
	return (isBuiltIn(tree) ? await gitFiles(tree) : await allFiles(tree)).sort();
}
async function allFiles({ path }) {
	return (await (0, node_fs_promises.readdir)(path, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => !entry.isDirectory()).map((entry) => (0, node_path.relative)(path, (0, node_path.join)(entry.parentPath, entry.name))).filter((name) => name !== ".git" && !name.startsWith(".git/"));
}
async function gitFiles({ path }) {
	const words = [
		"-c",
		`safe.directory=${path}`,
		"-C",
		path,
		"ls-files",
		"-z",
		"--cached",
		"--others",
		"--exclude-standard",
		"."
	];
	const { stdout } = await require_packages.execa("git", words, { reject: false });
	const files = [...new Set(stdout?.split("\0"))].filter((name) => name !== "" && (0, node_fs.existsSync)((0, node_path.join)(path, name)));
	if (files.includes("Makefile")) return files;
	throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${path}" has been built in, and kbuild requires a clean tree; run "make ARCH=um mrproper" there, or name a clean copy`);
}
/** Files read at once. */
const batch = 64;
/**
* SHA-256 over the names, contents, executable bits and link targets of the sources; a few seconds for a whole kernel.
*/
async function digestSources(tree, signal) {
	const files = await sourceFiles(tree);
	const hash = (0, node_crypto.createHash)("sha256");
	for (let start = 0; start < files.length; start += batch) {
		signal?.throwIfAborted();
		(await Promise.all(files.slice(start, start + batch).map((name) => digestFile((0, node_path.join)(tree.path, name))))).forEach((part, index) => {
			hash.update(`${files[start + index]}\0${part}\0`);
		});
	}
	return hash.digest("hex");
}
async function digestFile(path) {
	const status = await (0, node_fs_promises.lstat)(path);
	if (status.isSymbolicLink()) return `link ${await (0, node_fs_promises.readlink)(path)}`;
	if (!status.isFile()) return "other";
	const content = (0, node_crypto.createHash)("sha256").update(await (0, node_fs_promises.readFile)(path)).digest("hex");
	return `${(status.mode & 73) === 0 ? "file" : "executable"} ${content}`;
}
// src/kernel/compile/unpack-source.ts
/** Unpacks a source tarball that may be truncated, hostile or no tarball at all. */
/** By what tar says: what it means for the user. */
const meanings = [
	{
		pattern: require_run.noRoomWords,
		meaning: "does not fit on the disk: the sources of a kernel take about 2 GB",
		code: "disk-full"
	},
	{
		pattern: /^tar: (xz|gzip|bzip2|zstd): Cannot exec/m,
		meaning: "needs a tool to decompress it; install: sudo apt-get install xz-utils gzip bzip2 zstd",
		code: "tool-missing"
	},
	{
		pattern: /^tar: .*: Cannot open: /m,
		meaning: "cannot be opened: no such file, or not yours to read",
		code: "file-unreadable"
	},
	{
		pattern: /Member name contains '\.\.'|Removing leading/,
		meaning: "holds names that climb out of it (absolute, or with ../); it is not unpacked",
		code: "kernel-source-invalid"
	},
	{
		pattern: /[Uu]nexpected (EOF|end of)|premature end/i,
		meaning: "is truncated",
		code: "kernel-source-invalid"
	},
	{
		pattern: /not look like a tar archive|format (is )?not recognized|not in gzip format|not a bzip2 file|unsupported format/i,
		meaning: "is not a tarball (.tar, .tar.gz, .tar.bz2, .tar.xz, .tar.zst)",
		code: "kernel-source-invalid"
	}
];
/**
* Unpacks into `folder`, which must not exist yet: it appears when all is well and not before.
*
* @returns the folder of the sources: the tarball's one folder, or `folder` itself
* @throws UmlRunError `kernel-source-invalid` when the tarball is at fault; the signal's reason when aborted
*/
async function unpackSource(tarball, folder, signal) {
	signal?.throwIfAborted();
	const partial = (0, node_path.join)((0, node_path.dirname)((0, node_path.resolve)(folder)), `.${(0, node_path.basename)(folder)}.${(0, node_crypto.randomBytes)(4).toString("hex")}.part`);
	try {
		await (0, node_fs_promises.mkdir)(partial, { recursive: true });
		await extract(tarball, partial, signal);
		if ((await (0, node_fs_promises.readdir)(partial)).length === 0) throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${tarball}" is empty`);
		await refuseEscapes(tarball, partial);
		await (0, node_fs_promises.rename)(partial, folder);
	} finally {
		await (0, node_fs_promises.rm)(partial, {
			recursive: true,
			force: true
		});
	}
	const [only, ...others] = await (0, node_fs_promises.readdir)(folder, { withFileTypes: true });
	return only?.isDirectory() && others.length === 0 ? (0, node_path.join)(folder, only.name) : folder;
}
async function extract(tarball, folder, signal) {
	const { failed, stderr } = await require_packages.execa("tar", [
		"--extract",
		"--file",
		(0, node_path.resolve)(tarball),
		"--directory",
		folder,
		"--no-same-owner",
		"--no-same-permissions"
	], {
		reject: false,
		env: { LC_ALL: "C" },
		stdout: "ignore",
		...signal ? { cancelSignal: signal } : {}
	});
	signal?.throwIfAborted();
	const known = meanings.find(({ pattern }) => pattern.test(stderr));
	if (known) throw new require_compile_cache.UmlRunError(known.code, `"${tarball}" ${known.meaning}`);
	if (failed) throw new require_compile_cache.UmlRunError("tool-failed", `cannot unpack "${tarball}": ${stderr.trim().split("\n")[0]}`);
}
/** tar itself writes nothing outside; but links that lead there, and devices, have no place among sources. */
async function refuseEscapes(tarball, root) {
	for (const entry of await (0, node_fs_promises.readdir)(root, {
		withFileTypes: true,
		recursive: true
	})) {
		if (entry.isFile() || entry.isDirectory()) continue;
		const path = (0, node_path.join)(entry.parentPath, entry.name);
		const name = (0, node_path.relative)(root, path);
		if (!entry.isSymbolicLink()) throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${tarball}" holds "${name}", which is neither a file, a folder nor a link; it is not unpacked`);
		const target = await (0, node_fs_promises.readlink)(path);
		if ((0, node_path.relative)(root, (0, node_path.resolve)((0, node_path.dirname)(path), target)).split("/")[0] === "..") throw new require_compile_cache.UmlRunError("kernel-source-invalid", `"${tarball}" holds the link "${name}" to "${target}", which climbs out of it; it is not unpacked`);
	}
}
// src/kernel/source/tree-digest.ts
/** `digestSources` of a tree; its files are read again only when one looks different. */
async function cachedDigestOfTree(tree, context) {
	const files = (await sourceFiles(tree)).map((name) => (0, node_path.join)(tree.path, name));
	return require_run.cachedDigest(tree.path, files, () => digestSources(tree, context.signal), context);
}
// src/kernel/source/local-source.ts
/** Sources on this machine: a tree, which stays as it is, or a tarball. */
/** @throws UmlRunError `kernel-source-invalid` when it is not a source tree of Linux with User Mode Linux */
async function treeSource(spec, folder, context) {
	const tree = await require_run.readTree(folder);
	context.log.progress(`looking at the sources in ${tree.path}`);
	const digest = await cachedDigestOfTree(tree, context);
	return {
		spec,
		name: `the tree ${tree.path}`,
		digest,
		origin: {
			path: tree.path,
			release: tree.version
		},
		fetch: async () => tree.path,
		async check() {
			if (await digestSources(tree, context.signal) === digest) return;
			throw new require_compile_cache.UmlRunError("kernel-build-failed", `"${tree.path}" was changed while it was built; run it again`);
		}
	};
}
/** @throws UmlRunError `file-unreadable` when there is no such file */
async function tarballSource(spec, path, context) {
	const file = (0, node_path.resolve)(path);
	if (!(await (0, node_fs_promises.stat)(file).catch((cause) => {
		throw new require_compile_cache.UmlRunError("file-unreadable", `kernel "${spec}": no such file: "${file}"`, { cause });
	})).isFile()) throw new require_compile_cache.UmlRunError("kernel-source-invalid", `kernel "${spec}": "${file}" is not a file`);
	const digest = await require_run.cachedDigestOfFile(file, context).catch((cause) => {
		context.signal?.throwIfAborted();
		throw new require_compile_cache.UmlRunError("file-unreadable", `kernel "${spec}": cannot read "${file}": ${require_compile_cache.messageOf(cause, file)}`, { cause });
	});
	return {
		spec,
		name: (0, node_path.basename)(file),
		digest,
		origin: {
			path: file,
			sha256: digest
		},
		async fetch(scratch) {
			context.log.progress(`unpacking ${(0, node_path.basename)(file)}`);
			return unpackSource(file, (0, node_path.join)(scratch, "unpacked"), context.signal);
		}
	};
}
// src/kernel/compile/buildable.ts
/**
* kbuild refuses a source folder with spaces or colons in its path, and one in which somebody has built before. Such a
* tree is not touched: in its place, a folder of symbolic links to its source files is built.
*/
/** Whether kbuild refuses a path. */
const isUnsafeForKbuild = (path) => /[\s:]/.test(path);
/**
* The tree itself, or its double made of links: `source` in `folder`.
*
* @throws UmlRunError `kernel-source-invalid` when the tree has been built in and git does not tell its sources from
* what was built; `temporary-folder-unusable` when `folder`'s own path will not do
*/
async function buildableTree(tree, folder) {
	if (isUnsafeForKbuild(folder)) throw new require_compile_cache.UmlRunError("temporary-folder-unusable", `cannot build kernels in "${folder}": kbuild does not allow spaces and colons in the path; name another folder for temporary files with TMPDIR`);
	if (!isBuiltIn(tree) && !isUnsafeForKbuild(tree.path)) return tree;
	const sources = await sourceFiles(tree);
	const double = (0, node_path.join)(folder, "source");
	for (const parent of new Set(sources.map((name) => (0, node_path.dirname)(name)))) await (0, node_fs_promises.mkdir)((0, node_path.join)(double, parent), { recursive: true });
	for (const source of sources) await (0, node_fs_promises.symlink)((0, node_path.join)(tree.path, source), (0, node_path.join)(double, source));
	return {
		...tree,
		path: double
	};
}
// src/kernel/kconfig/expression.ts
const token = /\s*(\|\||&&|!=|<=|>=|[!()=<>]|"(?:[^"\\]|\\.)*"|'[^']*'|\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[\w./-]+)/y;
/** Reads as much as is an expression; `undefined` for what this little reader does not understand. */
function parseExpression(text) {
	const tokens = [];
	token.lastIndex = 0;
	for (let match = token.exec(text); match; match = token.exec(text)) tokens.push(match[1] ?? "");
	let at = 0;
	const binary = (operator, kind, next) => {
		let left = next();
		while (left && tokens[at] === operator) {
			at++;
			const right = next();
			left = right && {
				kind,
				left,
				right
			};
		}
		return left;
	};
	const or = () => binary("||", "or", and);
	const and = () => binary("&&", "and", unary);
	const unary = () => {
		const word = tokens[at++];
		if (word === void 0 || /^(&&|\|\||[)=<>]|!=|[<>]=)$/.test(word)) return void 0;
		if (word === "!") {
			const operand = unary();
			return operand && {
				kind: "not",
				operand
			};
		}
		if (word === "(") {
			const inner = or();
			return tokens[at++] === ")" ? inner : void 0;
		}
		const operator = tokens[at];
		if (operator === void 0 || !/^(!?=|[<>]=?)$/.test(operator)) return {
			kind: "symbol",
			name: word
		};
		const right = tokens[at + 1];
		at += 2;
		return right === void 0 ? void 0 : {
			kind: "compare",
			operator,
			left: word,
			right
		};
	};
	const whole = or();
	return at === tokens.length ? whole : void 0;
}
/** What `$(cc-option,\u2026)` and the like would say is not known here: taken for fulfilled. */
const isMacro = (word) => word.includes("$(");
function levelOf(value) {
	return value === "y" ? 2 : value === "m" ? 1 : 0;
}
function textOf$1(word, config) {
	if (/^["']/.test(word)) return word.slice(1, -1);
	if (/^(y|m|n|-?\d+|0x[\da-f]+)$/i.test(word)) return word;
	return (config.get(word) ?? "n").replace(/^"|"$/g, "");
}
function compares(operator, left, right) {
	if (operator === "=") return left === right;
	if (operator === "!=") return left !== right;
	const difference = Number(left) - Number(right);
	if (operator.startsWith("<")) return operator === "<" ? difference < 0 : difference <= 0;
	return operator === ">" ? difference > 0 : difference >= 0;
}
function evaluate(expression, config) {
	switch (expression.kind) {
		case "and": return Math.min(evaluate(expression.left, config), evaluate(expression.right, config));
		case "or": return Math.max(evaluate(expression.left, config), evaluate(expression.right, config));
		case "not": return 2 - evaluate(expression.operand, config);
		case "compare": {
			const { operator, left, right } = expression;
			if (isMacro(left) || isMacro(right)) return 2;
			return compares(operator, textOf$1(left, config), textOf$1(right, config)) ? 2 : 0;
		}
		case "symbol": return isMacro(expression.name) ? 2 : levelOf(textOf$1(expression.name, config));
	}
}
const tightness = {
	or: 0,
	and: 1,
	not: 2,
	compare: 2,
	symbol: 2
};
/** As one would write it. */
function formatExpression(expression, within = 0) {
	const text = (() => {
		switch (expression.kind) {
			case "and":
			case "or": {
				const level = tightness[expression.kind];
				return [expression.left, expression.right].map((side) => formatExpression(side, level)).join(expression.kind === "and" ? " && " : " || ");
			}
			case "not": return `!${formatExpression(expression.operand, 2)}`;
			case "compare": return `${expression.left}${expression.operator}${expression.right}`;
			case "symbol": return expression.name;
		}
	})();
	return tightness[expression.kind] < within ? `(${text})` : text;
}
/** The parts joined by `&&` that do not hold: what is missing for it to be at least `level`. */
function unmet(expression, config, level) {
	if (expression.kind === "and") return [...unmet(expression.left, config, level), ...unmet(expression.right, config, level)];
	return evaluate(expression, config) < level ? [expression] : [];
}
// src/kernel/kconfig/dropped.ts
/** kconfig takes an option away without a word when something it needs is missing. This finds the word. */
/**
* What was wanted and did not come to be. A symbol that the user wants unset and that exists nowhere is listed too: it
* is unset, but may be a slip of the pen.
*
* @param config the .config that kconfig made of it
* @param symbols those that User Mode Linux reads
* @param everywhere the names in all Kconfig files of the tree, other architectures' too
*/
function findDropped(wanted, config, symbols, everywhere) {
	return wanted.filter(({ symbol, value, fragment }) => {
		return !fragment.ours && value === "n" && !everywhere.has(symbol) || !sameValue(config.get(symbol) ?? "n", value);
	}).map((one) => explain(one, config, symbols, everywhere));
}
function sameValue(have, want) {
	return have === want || /^[\dx-]/.test(want) && Number(have) === Number(want);
}
function explain(wanted, config, symbols, everywhere) {
	const definitions = symbols.definitions.get(wanted.symbol);
	if (definitions) return {
		wanted,
		unknown: false,
		reason: explainKnown(wanted, definitions, config, symbols)
	};
	if (everywhere.has(wanted.symbol)) return {
		wanted,
		unknown: false,
		reason: "is not for User Mode Linux: only other architectures have it"
	};
	const near = wanted.fragment.ours ? void 0 : require_start.nearest(wanted.symbol, symbols.definitions.keys());
	return {
		wanted,
		unknown: true,
		reason: `no such symbol in this version${near === void 0 ? "" : `; did you mean CONFIG_${near}?`}`
	};
}
function explainKnown({ symbol, value }, definitions, config, symbols) {
	const setters = (symbols.selectedBy.get(symbol) ?? []).filter((other) => config.has(other));
	if (value === "n") return setters.length > 0 ? `is selected by ${list(setters)}` : `is ${config.get(symbol)}: this version does not let it be turned off here`;
	const level = value === "m" ? 1 : 2;
	const settable = definitions.filter(({ prompt }) => prompt);
	const { definition, missing } = (settable.length > 0 ? settable : definitions).map((definition) => ({
		definition,
		missing: [...definition.depends, ...conditionOf(definition)].flatMap((one) => unmet(one, config, level))
	})).reduce((best, one) => one.missing.length < best.missing.length ? one : best);
	if (missing.length > 0) return `needs ${list(unique(missing.map((one) => describe(one, config, level))))}`;
	if (settable.length === 0) return describeSelectors(symbols.selectedBy.get(symbol) ?? []);
	const taken = definition.choice?.members.find((member) => member !== symbol && config.get(member) === "y");
	if (taken !== void 0) return `excludes CONFIG_${taken}, which is set: one of a choice`;
	if (value === "m" && !config.has("MODULES")) return "needs MODULES, which is not set";
	const range = definition.ranges.length > 0 ? `; its range is ${list(definition.ranges)}` : "";
	return `is ${config.get(symbol) ?? "not set"} instead of ${value}${range}`;
}
function conditionOf({ prompt }) {
	return prompt?.condition ? [prompt.condition] : [];
}
function describe(missing, config, level) {
	const text = formatExpression(missing);
	if (missing.kind === "symbol") return level === 2 && config.get(missing.name) === "m" ? `${text}=y, which is m` : `${text}, which is not set`;
	if (missing.kind === "not" && missing.operand.kind === "symbol") return `${text}, but ${missing.operand.name} is set`;
	return `"${text}"`;
}
function describeSelectors(selectors) {
	if (selectors.length === 0) return "cannot be set: it has no prompt, the kernel decides by itself";
	return `cannot be set by itself, only by what selects it: ${list(unique(selectors))}`;
}
const unique = (words) => [...new Set(words)];
/** The first few, and how many more. */
function list(words) {
	const shown = words.slice(0, 4).join(" and ");
	return words.length > 4 ? `${shown} and ${words.length - 4} more` : shown;
}
// src/kernel/kconfig/symbols.ts
/**
* The symbols of a tree's Kconfig files, as far as it takes to say why one could not be set: its prompt, what it
* depends on (with the menus and `if`s around it), who selects it. The language:
* Documentation/kbuild/kconfig-language.rst.
*/
/**
* Reads from the top file of a tree through every `source`.
*
* @param read gives a file's text by its path within the tree; undefined where there is none
* @param variables what `$(\u2026)` in a `source` path stands for, e.g. SRCARCH: um
*/
function readSymbols(read, variables) {
	const reader = new SymbolReader();
	readFile("Kconfig");
	return reader.symbols;
	function readFile(path) {
		const text = read(path);
		if (text === void 0) return;
		const leave = reader.enterFile();
		for (const { number, word, rest } of statementsOf(text)) if (word === "source") readFile(expand(rest.replace(/^"|"$/g, "")));
		else reader.take({
			file: path,
			number,
			word,
			rest
		});
		leave();
	}
	function expand(path) {
		return path.replace(/\$\(?(\w+)\)?/g, (whole, variable) => variables[variable] ?? whole);
	}
}
/** The statements of a file, without help texts and comments, and with continued lines joined. */
function* statementsOf(text) {
	let helpIndent;
	const lines = text.split("\n");
	for (let index = 0; index < lines.length; index++) {
		let line = lines[index] ?? "";
		const number = index + 1;
		if (helpIndent !== void 0) {
			if (line.trim() === "") continue;
			const indent = indentOf(line);
			if (helpIndent === "next") {
				helpIndent = indent;
				if (indent > 0) continue;
			} else if (indent >= helpIndent) continue;
			helpIndent = void 0;
		}
		while (line.endsWith("\\") && index + 1 < lines.length) line = line.slice(0, -1) + lines[++index];
		const [, word, rest] = /^\s*([\w-]+)\s*(.*?)\s*$/.exec(withoutComment(line)) ?? [];
		if (word === void 0 || rest === void 0) continue;
		if (word === "help" || word === "---help---") helpIndent = "next";
		else yield {
			number,
			word,
			rest
		};
	}
}
/** Makes symbols of the statements of all files, in the order in which kconfig reads them. */
var SymbolReader = class {
	symbols = {
		definitions: /* @__PURE__ */ new Map(),
		selectedBy: /* @__PURE__ */ new Map()
	};
	/** Those that are open around the statement. */
	blocks = [];
	/** What attributes belong to: the last `config`, `menu` or `choice`; undefined after anything else. */
	current;
	/** A statement of one file belongs to nothing of another. @returns goes on with what there was before */
	enterFile() {
		const { current } = this;
		this.current = void 0;
		return () => {
			this.current = current;
		};
	}
	take({ file, number, word, rest }) {
		switch (word) {
			case "config":
			case "menuconfig":
				this.define(rest, file, number);
				break;
			case "choice":
			case "menu":
			case "if":
				this.open(word, rest);
				break;
			case "endif":
			case "endmenu":
			case "endchoice":
				this.blocks.pop();
				this.current = void 0;
				break;
			case "comment":
			case "mainmenu":
				this.current = void 0;
				break;
			default: this.attribute(word, rest);
		}
	}
	define(name, file, line) {
		const depends = this.blocks.flatMap((block) => block.depends);
		const definition = {
			file,
			line,
			depends,
			ranges: []
		};
		const choice = this.blocks.findLast(({ kind }) => kind === "choice")?.choice;
		if (choice) {
			definition.choice = choice;
			choice.members.push(name);
		}
		this.current = {
			name,
			definition,
			depends
		};
		append$1(this.symbols.definitions, name, definition);
	}
	open(kind, rest) {
		const condition = kind === "if" ? parseExpression(rest) : void 0;
		const block = {
			kind,
			depends: condition ? [condition] : []
		};
		if (kind === "choice") block.choice = { members: [] };
		this.blocks.push(block);
		this.current = kind === "if" ? void 0 : block;
	}
	attribute(word, rest) {
		const { name, definition, depends } = this.current ?? {};
		switch (word) {
			case "depends":
			case "visible": {
				const condition = parseExpression(rest.replace(/^(on|if)\s+/, ""));
				if (condition) depends?.push(condition);
				return;
			}
			case "bool":
			case "tristate":
			case "string":
			case "int":
			case "hex":
			case "prompt":
				if (definition) readPrompt(definition, rest);
				return;
			case "range":
				definition?.ranges.push(rest);
				return;
			case "select": if (name !== void 0) append$1(this.symbols.selectedBy, rest.replace(/\s.*$/, ""), name);
		}
	}
};
function readPrompt(definition, rest) {
	const [, text, conditionText] = /^["'](.*?)["']\s*(?:if\s+(.*))?$/.exec(rest) ?? [];
	if (text === void 0) return;
	const condition = conditionText === void 0 ? void 0 : parseExpression(conditionText);
	definition.prompt = condition ? {
		text,
		condition
	} : { text };
}
function indentOf(line) {
	let column = 0;
	for (const letter of line) if (letter === "	") column += 8 - column % 8;
	else if (letter === " ") column++;
	else break;
	return column;
}
/** `#` begins a comment outside of quotes. */
function withoutComment(line) {
	return line.includes("#") ? line.replace(/^((?:[^#"']|"(?:[^"\\]|\\.)*"|'[^']*')*)#.*$/, "$1") : line;
}
function append$1(map, key, value) {
	const values = map.get(key);
	if (values) values.push(value);
	else map.set(key, [value]);
}
// src/kernel/kconfig/tree-symbols.ts
/** The Kconfig files of a source tree. */
/** What User Mode Linux's kconfig reads of a tree. 64 and 32 bits read the same files. */
function readTreeSymbols(tree) {
	const read = (path) => {
		try {
			return (0, node_fs.readFileSync)((0, node_path.join)(tree, path), "utf8");
		} catch {
			return;
		}
	};
	return readSymbols(read, {
		SRCARCH: "um",
		HEADER_ARCH: "x86",
		SUBARCH: "x86"
	});
}
/** The symbols of all Kconfig files in the tree, of every architecture. */
async function readAllNames(tree) {
	const files = await require_packages.glob("**/Kconfig*", {
		cwd: tree,
		absolute: true,
		ignore: ["Documentation/**", "tools/**"]
	});
	return new Set(files.flatMap((file) => Array.from((0, node_fs.readFileSync)(file, "utf8").matchAll(/^\s*(?:menu)?config\s+(\w+)/gm), ([, name = ""]) => name)));
}
// src/kernel/compile/make-output.ts
/** What matters of the thousands of lines that make prints. */
const tailLines = 15;
const errorLines = 8;
/** A compiler's, linker's or kconfig's own words, rather than make's that something went wrong. */
const errorLine = /\berror: |\bundefined reference to\b|\bmultiple definition of\b|: not found$|\*\*\* (?!\[|Deleting|Waiting)|No rule to make target/;
var MakeOutput = class {
	errors = [];
	last = [];
	isDiskFull = false;
	add(line) {
		const isNoRoom = require_run.noRoomWords.test(line);
		if (isNoRoom) this.isDiskFull = true;
		if ((isNoRoom || errorLine.test(line)) && this.errors.length < errorLines) this.errors.push(line);
		this.last.push(line);
		if (this.last.length > tailLines) this.last.shift();
	}
};
/** The first errors, since later ones follow from them; where there is none, the end. */
function summarize({ errors, last, isDiskFull }, folder) {
	const lines = errors.length > 0 ? errors : last;
	const hint = isDiskFull ? [`the disk of "${folder}" is full: a build takes up to 300 MB, and its sources up to 2 GB`] : [];
	return [...lines, ...hint].join("\n");
}
// src/kernel/compile/workarounds.ts
/**
* Sources meet compilers and processors that came after them. What helps goes on make's command line: the sources stay
* as they are.
*/
const known$2 = [{
	since: 10,
	applies: (tree) => require_run.isBefore(tree, 5, 6),
	hostFlags: "-fcommon",
	why: "host tools of kernels before 5.6 define a variable twice (yylloc)"
}, {
	since: 15,
	applies: (tree) => require_run.isBefore(tree, 6, 14),
	hostFlags: "-std=gnu11",
	why: "kernels before 6.14 name things bool, true and false, which are keywords of C23"
}];
/** Those that this tree needs with this compiler, and a sentence about each for the user. */
function workarounds({ tree, compiler }) {
	const needed = known$2.filter(({ since, applies }) => compiler.major >= since && applies(tree));
	return {
		hostFlags: needed.map(({ hostFlags }) => hostFlags),
		notes: needed.map(({ hostFlags, why }) => `host tools are built with ${hostFlags}: ${why}; the compiler is ${compiler.version}`)
	};
}
/**
* What is linked into the kernel besides its own.
* @param config the kernel's whole configuration
* @returns words for make's command line
*/
async function linkVariables({ tree, folder }, config) {
	const own = /^LINK_WRAPS[ \t]*:?=[ \t]*(.*[^\\\s])[ \t]*$/m.exec(await sourceOf$1(tree, "arch/um/Makefile"))?.[1];
	if (own === void 0 || config.get("64BIT") !== "y") return [];
	const isStatic = config.get("STATIC_LINK") === "y";
	const more = [...await xstateObject(tree, folder), ...isStatic ? await aliases(tree) : []];
	return more.length === 0 ? [] : [`LINK_WRAPS=${[own, ...more].join(" ")}`];
}
/**
* The ptrace of `native/xstate`, for a kernel that has too little room for the registers of a processor with AMX. Always,
* whatever this machine has: the kernel may be cached for another.
*/
async function xstateObject(tree, folder) {
	if (!require_run.isBefore(tree, 6, 13)) return [];
	await (0, node_fs_promises.copyFile)(require_run.nativeFile("xstate.o"), (0, node_path.join)(folder, "xstate.o"));
	return ["xstate.o"];
}
/** Kernels up to 6.1 offer modules a function of the C library that its static version has not had since glibc 2.33. */
async function aliases(tree) {
	return /^EXPORT_SYMBOL_PROTO\(__xmknod\)/m.test(await sourceOf$1(tree, "arch/um/os-Linux/user_syms.c")) ? ["-Wl,--defsym=__xmknod=mknod"] : [];
}
/** @returns nothing for a file that is not there */
function sourceOf$1(tree, path) {
	return (0, node_fs_promises.readFile)((0, node_path.join)(tree.path, path), "utf8").catch(() => "");
}
// src/kernel/compile/run-make.ts
/** One call of the kernel's make: the same inputs give the same bytes, on whatever machine, in whatever folder. */
/** Time between asking make to end and making it. */
const graceMilliseconds = 2e3;
/**
* @param onStep called for each step that make announces, e.g. `CC`
* @throws UmlRunError `kernel-build-failed` or `disk-full`, with the lines of the output that matter; the signal's
* reason when aborted
*/
async function runMake(job, targets, onStep) {
	const { signal } = job;
	signal?.throwIfAborted();
	const make = require_packages.execa("make", [
		...variables(job),
		`-j${job.jobs ?? (0, node_os.availableParallelism)()}`,
		...targets
	], {
		env: environment(),
		extendEnv: false,
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
		all: true,
		buffer: false,
		detached: true,
		reject: false
	});
	let grace;
	const abort = () => {
		endGroup(make.pid, "SIGTERM");
		grace = setTimeout(() => endGroup(make.pid, "SIGKILL"), graceMilliseconds);
	};
	const exit = () => endGroup(make.pid, "SIGKILL");
	signal?.addEventListener("abort", abort, { once: true });
	process.once("exit", exit);
	const output = new MakeOutput();
	try {
		for await (const line of (0, node_readline.createInterface)({ input: make.all })) {
			output.add(line);
			const step = /^ {2}([A-Z]+) /.exec(line)?.[1];
			if (step !== void 0) onStep?.(step);
		}
		const { failed, exitCode } = await make;
		signal?.throwIfAborted();
		if (failed) throw new require_compile_cache.UmlRunError(output.isDiskFull ? "disk-full" : "kernel-build-failed", `make ${targets.filter((target) => !target.includes("=")).join(" ")} failed (${exitCode ?? "ended by a signal"}):\n${summarize(output, job.folder)}`);
	} finally {
		clearTimeout(grace);
		signal?.removeEventListener("abort", abort);
		process.removeListener("exit", exit);
	}
}
function endGroup(pid, signal) {
	try {
		if (pid !== void 0) process.kill(-pid, signal);
	} catch {}
}
function variables(job) {
	const { tree, folder, architecture, compiler, hidden = [] } = job;
	const command = compiler.command.join(" ");
	const { hostFlags } = workarounds(job);
	return [
		"-C",
		tree.path,
		`O=${folder}`,
		"ARCH=um",
		`SUBARCH=${architecture === "i386" ? "i386" : "x86"}`,
		`CC=${command}`,
		`HOSTCC=${command}`,
		"LOCALVERSION=",
		...hidden,
		...hostFlags.length > 0 ? [`HOSTCFLAGS=${hostFlags.join(" ")}`] : []
	];
}
/** Nothing of the user's environment that make, kbuild or gcc would heed, but for ccache's settings. */
function environment() {
	const kept = Object.entries(process.env).filter(([name]) => /^(HOME|TMPDIR|CCACHE_\w+)$/.test(name));
	return {
		...Object.fromEntries(kept),
		PATH: [
			process.env.PATH ?? "/usr/bin:/bin",
			"/usr/sbin",
			"/sbin"
		].join(node_path.delimiter),
		LC_ALL: "C",
		TZ: "UTC",
		PYTHONDONTWRITEBYTECODE: "1",
		KBUILD_BUILD_USER: "uml-run",
		KBUILD_BUILD_HOST: "uml-run",
		KBUILD_BUILD_TIMESTAMP: "Thu Jan  1 00:00:00 UTC 1970",
		KBUILD_BUILD_VERSION: "1"
	};
}
// src/kernel/compile/configure.ts
/** Configures a build, and finds out what kconfig made of the wishes. */
/**
* Writes `.config` in the job's folder.
*
* @throws UmlRunError `kernel-config-invalid` when a fragment of the user's wants what this tree does not give, with
* each symbol's reason
*/
async function configure(job, configuration, linking) {
	const { tree, folder, architecture } = job;
	const wanted = require_run.mergeFragments(configuration.fragments);
	const named = new Set(wanted.map(({ symbol }) => symbol));
	const own = [{
		symbol: "64BIT",
		value: architecture === "i386" ? "n" : "y"
	}, {
		symbol: "STATIC_LINK",
		value: linking === "static" ? "y" : "n"
	}].filter(({ symbol }) => !named.has(symbol));
	await (0, node_fs_promises.mkdir)(folder, { recursive: true });
	await runKconfig(job, configuration, require_run.formatWanted([...own, ...wanted]));
	const text = await (0, node_fs_promises.readFile)((0, node_path.join)(folder, ".config"), "utf8");
	const values = require_run.parseConfig(text);
	const dropped = await findAllDropped(wanted, values, tree.path);
	const refused = dropped.filter(({ wanted: { fragment, value }, unknown }) => !fragment.ours && !(unknown && value === "n"));
	if (refused.length > 0) {
		const { fragments } = configuration;
		const place = ({ wanted: { fragment, line } }) => fragments.indexOf(fragment) * 1e6 + line;
		const inOrder = refused.toSorted((left, right) => place(left) - place(right));
		throw new require_compile_cache.UmlRunError("kernel-config-invalid", refusal(inOrder, tree.version));
	}
	return {
		text,
		values,
		linking: values.get("STATIC_LINK") === "y" ? "static" : "dynamic",
		dropped
	};
}
async function runKconfig(job, { start }, wishes) {
	const { folder } = job;
	if (start === "allnoconfig") {
		const file = (0, node_path.join)(folder, "wanted.config");
		await (0, node_fs_promises.writeFile)(file, wishes);
		return runMake(job, [`KCONFIG_ALLCONFIG=${file}`, "allnoconfig"]);
	}
	const file = (0, node_path.join)(folder, ".config");
	await runMake(job, ["defconfig"]);
	const given = await (0, node_fs_promises.readFile)(file, "utf8");
	const overridden = parseSymbols(wishes);
	const kept = given.split("\n").filter((line) => !overridden.has(symbolOf(line) ?? ""));
	await (0, node_fs_promises.writeFile)(file, `${kept.join("\n")}\n${wishes}`);
	await runMake(job, ["olddefconfig"]);
}
const symbolOf = (line) => /^(?:# )?CONFIG_(\w+)[= ]/.exec(line)?.[1];
const parseSymbols = (text) => new Set(text.split("\n").flatMap((line) => symbolOf(line) ?? []));
async function findAllDropped(wanted, values, tree) {
	return findDropped(wanted, values, readTreeSymbols(tree), await readAllNames(tree));
}
function refusal(refused, version) {
	return `Linux ${version} does not accept the whole configuration:\n${refused.map(({ wanted: { symbol, value, fragment, line }, reason }) => `  ${fragment.name}:${line}: CONFIG_${symbol}=${value}: ${reason}`).join("\n")}`;
}
/** For a notice: what a version does not have of a built-in fragment. */
function describeDropped(dropped) {
	return dropped.map(({ wanted: { symbol, fragment }, reason }) => `${fragment.name}: CONFIG_${symbol}: ${reason}`);
}
// src/kernel/compile/hidden-tools.ts
/** By the symbol that needs a tool, the kernel's variable for it. */
const tools = {
	RUST: "RUSTC",
	DEBUG_INFO_BTF: "PAHOLE"
};
/**
* Kconfig writes down which version of these tools a machine has, whether they are used or not, and the kernel has its
* configuration in it: the same input would give other bytes on another machine. They are hidden unless a fragment names
* what they are for.
* @returns words for make's command line
*/
function hiddenTools({ fragments }) {
	const named = new Set(require_run.mergeFragments(fragments).map(({ symbol }) => symbol));
	return Object.entries(tools).filter(([symbol]) => !named.has(symbol)).map(([, variable]) => `${variable}=hidden-by-uml-run`);
}
// src/kernel/compile/modules.ts
/** What a configuration has as modules, installed as a guest finds it under /lib/modules. */
function hasModules({ values }) {
	return [...values.values()].includes("m");
}
/**
* Whether there will be some, as far as it can be seen before the sources are there: a `defconfig` has what it likes.
*/
function mayHaveModules({ start, fragments }) {
	return start === "defconfig" || require_run.mergeFragments(fragments).some(({ value }) => value === "m");
}
/** @throws UmlRunError `tool-missing` where there is no depmod, without which modprobe in the guest finds nothing */
async function requireDepmod(path = `${process.env.PATH}:/usr/sbin:/sbin`) {
	const { code } = await require_packages.execa("depmod", ["--version"], {
		reject: false,
		env: { PATH: path }
	});
	if (code === "ENOENT") throw new require_compile_cache.UmlRunError("tool-missing", "this machine lacks depmod, which kernel modules need; install it: sudo apt-get install kmod");
}
/**
* Installs the built modules as `<into>/<release>`, stripped.
*
* @returns `into`
*/
async function installModules(job, release, into) {
	const stage = (0, node_path.join)(job.folder, "modules-install");
	await runMake(job, [
		`INSTALL_MOD_PATH=${stage}`,
		"INSTALL_MOD_STRIP=1",
		"modules_install"
	]);
	await (0, node_fs_promises.rename)((0, node_path.join)(stage, "lib/modules"), into);
	for (const link of ["build", "source"]) await (0, node_fs_promises.rm)((0, node_path.join)(into, release, link), { force: true });
	return into;
}
// src/kernel/compile/source-fixes.ts
/**
* Faults of User Mode Linux in kernels that have no later release, or none yet. The sources stay as they are: a header of
* ours, which gcc reads first, changes what one file says.
*/
const known$1 = [
	{
		file: "arch/um/kernel/process.c",
		fault: /\bcurrent->flags & \(PF_KTHREAD \| PF_IO_WORKER\)/,
		header: `#include <linux/sched.h>
#pragma GCC diagnostic ignored "-Wparentheses"
enum { IO_WORKER = PF_IO_WORKER };
#undef PF_IO_WORKER
/* The line's parentheses, closed and opened. */
#define PF_IO_WORKER IO_WORKER) | (p->flags & IO_WORKER
`
	},
	{
		file: "arch/um/kernel/tlb.c",
		fault: /^void force_flush_all\(void\)\n\{[^}]*VMA_ITERATOR\([^)]*\);\s*for_each_vma\(/m,
		header: `#include <linux/mm.h>
#include <linux/rcupdate.h>
#undef for_each_vma
#define for_each_vma(iterator, vma) \\
	for (int is_locked = (rcu_read_lock(), 1); is_locked; is_locked = (rcu_read_unlock(), 0)) \\
		while (((vma) = vma_next(&(iterator))) != NULL)
`
	},
	{
		file: "arch/um/kernel/tlb.c",
		fault: /^void flush_tlb_mm\([^)]*\)\n\{[^}]*for_each_vma\([^)]*\)\s*um_tlb_mark_sync\(/m,
		header: `#include <linux/mm.h>
#include <linux/xarray.h>
#undef for_each_vma
#define for_each_vma(iterator, vma) \\
	while (((vma) = vma_next(&(iterator))) != NULL && !xa_is_zero(vma))
`
	}
];
/**
* Writes the headers that this tree needs into the build's folder.
* @returns words for make's command line
*/
async function sourceFixVariables({ tree, folder }) {
	const variables = [];
	for (const { file, fault, header } of known$1) {
		const source = await (0, node_fs_promises.readFile)((0, node_path.join)(tree.path, file), "utf8").catch(() => "");
		if (!fault.test(source)) continue;
		const name = (0, node_path.basename)(file, ".c");
		await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, `fix-${name}.h`), `#ifndef __UM_HOST__\n${header}#endif\n`);
		variables.push(`CFLAGS_${name}.o=-include fix-${name}.h`);
	}
	return variables;
}
// src/kernel/compile/compile.ts
/** Builds what was configured. */
/**
* @param output folder for what is built, on the same disk as the job's; what an earlier build left there is replaced
* @throws UmlRunError `kernel-build-failed` with the compiler's first errors
*/
async function build(job, configured, output, progress) {
	const withModules = hasModules(configured);
	if (withModules) await requireDepmod();
	const about = estimateSteps(configured);
	let done = 0;
	const targets = withModules ? ["linux", "modules"] : ["linux"];
	await runMake(job, [...[
		`KCFLAGS=${compilerFlags(job, configured).join(" ")}`,
		...await sourceFixVariables(job),
		...await linkVariables(job, configured.values)
	], ...targets], () => {
		done++;
		progress?.(Math.min(done, about), about);
	});
	const release = (await (0, node_fs_promises.readFile)((0, node_path.join)(job.folder, "include/config/kernel.release"), "utf8")).trim();
	await (0, node_fs_promises.rm)(output, {
		recursive: true,
		force: true
	});
	await (0, node_fs_promises.mkdir)(output, { recursive: true });
	const executable = (0, node_path.join)(output, "linux");
	await require_packages.execa("strip", [
		"-o",
		executable,
		(0, node_path.join)(job.folder, "linux")
	]);
	const built = {
		executable,
		release,
		linking: configured.linking
	};
	return withModules ? {
		...built,
		modules: await installModules(job, release, (0, node_path.join)(output, "modules"))
	} : built;
}
/**
* The bytes must not tell where the sources and the build were. The build's own folder is seen in debug information
* only; where there is none, it stays out of the command line, so that ccache knows a file again that it compiled
* elsewhere.
*/
function compilerFlags({ tree, folder }, { values }) {
	return [...(values.has("DEBUG_INFO") ? [tree.path, folder] : [tree.path]).map((path) => `-ffile-prefix-map=${path}/=`), "-fno-canonical-system-headers"];
}
/** Each symbol that is set stands for so many files; measured with 5.10 to 7.2. */
function estimateSteps({ values }) {
	const enabled = [...values.values()].filter((value) => value === "y" || value === "m").length;
	return Math.round(400 + 2.9 * enabled);
}
// src/kernel/compile/verify.ts
/** A kernel is ready when it has booted, not when it has linked. */
/**
* @throws UmlRunError `kernel-build-failed` that says which kernel did not boot, with what the boot said; the signal's
* reason
*/
async function verify$1({ executable, release, linking }, checkBoots, signal) {
	try {
		await checkBoots(executable, signal);
	} catch (cause) {
		signal?.throwIfAborted();
		throw new require_compile_cache.UmlRunError("kernel-build-failed", `Linux ${release} was built (${linking}), but does not boot here: ${require_compile_cache.messageOf(cause)}`, { cause });
	}
}
/**
* Configures, builds and boots: with a static link where the configuration allows it, so that the kernel is independent
* of this machine's C library; with a dynamic one where it does not, or where the static one does not link (old kernels
* with modules name functions that the C library has lost) or boot. What is compiled already is not compiled again.
*/
async function buildReady(job, configuration, output, checkBoots, progress) {
	const make = async (configured, notes) => {
		const built = await build(job, configured, output, progress);
		requireStatic(built, configuration);
		await verify$1(built, checkBoots, job.signal);
		return {
			...built,
			configured,
			notes
		};
	};
	const configured = await configure(job, configuration, "static");
	if (configured.linking === "dynamic") return make(configured, []);
	try {
		return await make(configured, []);
	} catch (error) {
		if (!(error instanceof require_compile_cache.UmlRunError)) throw error;
		const dynamic = await configure(job, configuration, "dynamic");
		if (dynamic.linking === "static") throw error;
		return make(dynamic, [`Linux ${job.tree.version} is linked dynamically, because a static one fails: ${firstLines(error)}`]);
	}
}
/** Whoever names a static link, as `base-static` does, wants a kernel that needs no loader. */
function requireStatic({ executable, release }, { fragments }) {
	const wanted = require_run.mergeFragments(fragments).find(({ symbol, value }) => symbol === "STATIC_LINK" && value === "y");
	if (!wanted || require_run.unlessDamaged(() => require_run.readElf(executable))?.interpreter === void 0) return;
	throw new require_compile_cache.UmlRunError("kernel-build-failed", `Linux ${release} is not static, although ${wanted.fragment.name} asks for it: see CONFIG_STATIC_LINK in arch/um/Kconfig of its sources`);
}
/** The error itself, without what make or the console said further. */
function firstLines({ message }) {
	return message.split("\n").slice(0, 2).join(" ");
}
// src/kernel/source/build-from-source.ts
/** Fills the folder of an entry with a kernel made from its source. */
/** @throws UmlRunError when the source is none, or no kernel that boots comes of it; the signal's reason */
async function makeKernel(recipe, folder, scratch, context) {
	if (!recipe.source.mayBeReady) await requireTools(recipe);
	const fetched = await recipe.source.fetch(scratch);
	if ((await (0, node_fs_promises.stat)(fetched)).isFile()) return adopt(recipe, fetched, folder, context);
	await withBuildFolder(scratch, (work) => buildFrom(fetched, recipe, {
		folder,
		scratch: work
	}, context));
}
async function requireTools({ configuration, architecture }) {
	if (mayHaveModules(configuration)) await requireDepmod();
	return findCompiler(architecture);
}
/** An executable that was fetched is ready when it has booted once, as one that was built. */
async function adopt({ source, architecture, checkBoots }, file, folder, { log, signal }) {
	const executable = (0, node_path.join)(folder, require_run.executableName);
	await (0, node_fs_promises.copyFile)(file, executable);
	await (0, node_fs_promises.chmod)(executable, 493);
	const { release } = await require_run.readLocalKernel(source.spec, executable, architecture);
	log.progress(`booting Linux ${release} once`);
	await checkBoots(executable, signal).catch((cause) => {
		signal?.throwIfAborted();
		throw new require_compile_cache.UmlRunError("kernel-build-failed", `kernel "${source.spec}" does not boot here: ${require_compile_cache.messageOf(cause)}`, { cause });
	});
	await require_run.writeRecord(folder, {
		version: release,
		source: `fetched from ${source.name}`,
		origin: source.origin
	});
}
/** kbuild allows no spaces and colons in its path, which the cache's may have. */
function withBuildFolder(scratch, work) {
	return isUnsafeForKbuild(scratch) ? require_run.withTemporaryFolder(work) : work(scratch);
}
async function buildFrom(sources, recipe, { folder, scratch: work }, { log, signal }) {
	const tree = await require_run.readTree(sources);
	const { source, configuration, architecture, checkBoots } = recipe;
	const compiler = await requireTools(recipe);
	await (0, node_fs_promises.mkdir)((0, node_path.join)(work, "double"));
	const job = {
		tree: await buildableTree(tree, (0, node_path.join)(work, "double")),
		folder: (0, node_path.join)(work, "objects"),
		architecture,
		compiler,
		hidden: hiddenTools(configuration),
		...signal && { signal }
	};
	for (const note of workarounds(job).notes) log.info(note);
	log.progress(`configuring Linux ${tree.version}`);
	const ready = await buildReady(job, configuration, (0, node_path.join)(work, "built"), checkBoots, (done, about) => log.progress(`building Linux ${tree.version}: ${done} of about ${about} steps`));
	await source.check?.();
	for (const note of notesOf(ready, tree.version)) log.info(note);
	await require_run.tool("mv", [ready.executable, (0, node_path.join)(folder, require_run.executableName)], { signal });
	if (ready.modules) await require_run.tool("mv", [ready.modules, (0, node_path.join)(folder, "modules")], { signal });
	const names = configuration.fragments.map(({ name }) => name).join(", ");
	await require_run.writeRecord(folder, {
		version: ready.release,
		source: `built from ${source.name} (${names}; ${architecture === "i386" ? "i386; " : ""}${compiler.version})`,
		origin: {
			...source.origin,
			configuration: names,
			compiler: compiler.version,
			linking: ready.linking
		}
	});
}
function notesOf({ notes, configured }, version) {
	const dropped = describeDropped(configured.dropped);
	const without = `Linux ${version} is built without what it does not have: ${dropped.join("; ")}`;
	return dropped.length > 0 ? [...notes, without] : notes;
}
// src/kernel/source/provide-built.ts
/**
* A kernel made from its source, ready to run: from the cache, else made now and booted once.
* @throws UmlRunError when the source or the configuration is wrong (of the kind `usage`) or no kernel comes of it
* (`machine`)
*/
async function provideMade(source, configuration, options, context) {
	const { architecture = "x86_64" } = options;
	const key = buildKey(source.digest, configuration, await identifyCompiler(context), architecture);
	if (options.rebuild) await require_run.removeEntry(context, "kernels", key);
	const recipe = {
		source,
		configuration,
		architecture,
		checkBoots: options.checkBoots
	};
	const make = (folder, scratch) => require_run.locked(context, "another kernel", () => makeKernel(recipe, folder, scratch, context));
	const ready = await require_run.entry(context, "kernels", key, make);
	return require_run.readyKernel(source.spec, ready);
}
// src/kernel/release/signature.ts
/** The signature of a checksum list, where this machine has what it takes to check it. */
/** Where people keep the keys that they trust: gpgv's own places, then gpg's. */
const keyrings = [
	"trustedkeys.kbx",
	"trustedkeys.gpg",
	"pubring.kbx",
	"pubring.gpg"
];
/**
* @param name for messages
* @param text clear-signed
* @param folder for temporary files
* @param keyring of the user's choice; else those in GnuPG's folder
* @throws UmlRunError `download-untrusted` when the signature is there and wrong
*/
async function checkSignature(name, text, folder, keyring) {
	if (!text.includes("-----BEGIN PGP SIGNED MESSAGE-----")) return {
		text,
		unchecked: `${name} is not signed`
	};
	const home = process.env.GNUPGHOME ?? (0, node_path.join)(require_run.homeFolder(), ".gnupg");
	const usual = keyrings.map((file) => (0, node_path.join)(home, file));
	const present = (keyring === void 0 ? usual : [keyring]).filter((file) => (0, node_fs.existsSync)(file));
	if (present.length === 0) return {
		text,
		unchecked: `the signature of ${name} was not checked: there is no keyring in "${home}"`
	};
	const input = (0, node_path.join)(folder, "sums.asc");
	const output = (0, node_path.join)(folder, "sums");
	try {
		await (0, node_fs_promises.writeFile)(input, text);
		await (0, node_fs_promises.rm)(output, { force: true });
		const rings = present.flatMap((file) => ["--keyring", file]);
		const gpgv = await require_packages.execa("gpgv", [
			"--status-fd",
			"1",
			...rings,
			"--output",
			output,
			input
		], { reject: false });
		if (gpgv.code === "ENOENT") return {
			text,
			unchecked: `the signature of ${name} was not checked: this machine does not have gpgv`
		};
		if (/^\[GNUPG:\] BADSIG/m.test(gpgv.stdout)) throw new require_compile_cache.UmlRunError("download-untrusted", `the signature of ${name} is wrong: the list was changed after it was signed`);
		if (!gpgv.failed && /^\[GNUPG:\] VALIDSIG/m.test(gpgv.stdout)) return { text: await (0, node_fs_promises.readFile)(output, "utf8") };
		if (/^\[GNUPG:\] NO_PUBKEY/m.test(gpgv.stdout)) return {
			text,
			unchecked: `the signature of ${name} was not checked: the signer's key is not in ${present.join(", ")}`
		};
		throw new require_compile_cache.UmlRunError("download-untrusted", `the signature of ${name} cannot be checked: ${gpgv.stderr.trim().split("\n").at(-1)}`);
	} finally {
		await Promise.all([input, output].map((file) => (0, node_fs_promises.rm)(file, { force: true })));
	}
}
// src/kernel/release/kernel-release.ts
/** A release number to its source tarball on this machine, checked as far as this machine can. */
const isKernelRelease = require_run.objectOf({
	version: require_run.isText,
	path: require_run.isText,
	sha256: require_run.optional$1(require_run.isText),
	unchecked: require_run.arrayOf$1(require_run.isText)
});
/**
* Finds a release on the mirror without fetching it.
*
* @param spec `6.12` (the newest of the series) or `6.12.9`
* @param folder for temporary files
* @throws UmlRunError `kernel-not-found` when there is no such release, with the nearest; `download-failed` when the
* mirror does not do its part
*/
async function findRelease$1(spec, mirror, folder, options = {}) {
	const { signal, keyring } = options;
	const major = require_run.majorFolder(spec);
	const list = `${major}/sha256sums.asc`;
	const text = await require_run.readTextFrom(mirror, list, signal);
	if (text === void 0) return findUnlisted(spec, mirror, major, signal);
	const signed = await checkSignature(`"${require_run.placeOn(mirror, list)}"`, text, folder, keyring);
	const { digests } = require_run.parseChecksums(signed.text);
	if (digests.size === 0) {
		const what = text.trimStart().startsWith("<") ? "a web page" : "something else";
		throw new require_compile_cache.UmlRunError("download-failed", `"${mirror.name}": ${list} should list checksums, but is ${what}; name a mirror of kernel.org's /pub/linux/kernel`);
	}
	const version = require_run.pickVersion(spec, require_run.versionsIn([...digests.keys()]));
	const name = version && require_run.tarballOf(version, [...digests.keys()]);
	const sha256 = name && digests.get(name);
	if (!version || !sha256) throw await noSuchRelease(spec, mirror, require_run.versionsIn([...digests.keys()]), signal);
	return {
		version,
		path: `${major}/${name}`,
		sha256,
		unchecked: signed.unchecked === void 0 ? [] : [signed.unchecked]
	};
}
/** A folder of tarballs that somebody keeps may be without a list of checksums; a server may not. */
async function findUnlisted(spec, mirror, major, signal) {
	const names = await require_run.listOf(mirror, `${major}/`, signal);
	const version = require_run.pickVersion(spec, require_run.versionsIn(names));
	if (version === void 0) throw await noSuchRelease(spec, mirror, require_run.versionsIn(names), signal);
	if (typeof mirror.base !== "string") throw new require_compile_cache.UmlRunError("download-failed", `"${mirror.name}" has Linux ${version}, but no ${major}/sha256sums.asc to check it with`);
	const unchecked = [`"${mirror.name}" has no ${major}/sha256sums.asc: the source of Linux ${version} was not checked`];
	return {
		version,
		path: `${major}/${require_run.tarballOf(version, names)}`,
		unchecked
	};
}
/**
* Fetches what was found.
*
* @param folder where tarballs are kept; unfinished ones too, for a later call to go on with
* @returns the tarball's path
* @throws UmlRunError `download-failed` when the mirror does not have it, `download-untrusted` when it is not what the
* list says
*/
async function fetchRelease$1({ path, sha256 }, mirror, folder, options = {}) {
	const file = (0, node_path.join)(folder, (0, node_path.basename)(path));
	const digest = sha256 === void 0 ? {} : { digest: {
		algorithm: "sha256",
		value: sha256
	} };
	if (await require_run.fetchFrom(mirror, path, file, {
		...options,
		...digest
	})) return file;
	throw new require_compile_cache.UmlRunError("download-failed", `"${require_run.placeOn(mirror, path)}" is not there, though the list of checksums has it`);
}
/** Where the major version itself is not there, those of the one next to it are offered. */
async function noSuchRelease(spec, mirror, ofMajor, signal) {
	const offered = ofMajor.length > 0 ? ofMajor : await versionsNextTo(spec, mirror, signal);
	const nearest = require_run.nearestVersions(spec, offered);
	const layout = `it has no ${require_run.majorFolder(spec)}/sha256sums.asc, so it is not laid out as kernel.org's /pub/linux/kernel`;
	const hint = nearest.length > 0 ? `; the nearest are ${nearest.join(", ")}` : `: ${layout}`;
	return new require_compile_cache.UmlRunError("kernel-not-found", `"${mirror.name}" does not have Linux ${spec}${hint}`);
}
async function versionsNextTo(spec, mirror, signal) {
	const majors = (await require_run.listOf(mirror, "", signal)).flatMap((name) => /^v(\d+)\.x$/.exec(name)?.[1] ?? []).map(Number);
	const wanted = Number(spec.split(".")[0]);
	const nearest = majors.sort((left, right) => Math.abs(left - wanted) - Math.abs(right - wanted))[0];
	if (nearest === void 0) return [];
	const text = await require_run.readTextFrom(mirror, `v${nearest}.x/sha256sums.asc`, signal);
	return require_run.versionsIn(text === void 0 ? await require_run.listOf(mirror, `v${nearest}.x/`, signal) : [...require_run.parseChecksums(text).digests.keys()]);
}
// src/kernel/source/kept-downloads.ts
/** Files from the network, kept for a while: the next configuration of a kernel needs the same sources. */
const kind = "sources";
/** How long they are kept after their last use, in milliseconds. */
const patience = 6048e5;
/**
* The file with that digest: fetched once, however many want it, and in no archive.
* @param sha256 lower-case hexadecimal
* @param name for people
* @returns its path
*/
async function fetched(sha256, name, fetch, context) {
	const { cache } = context;
	const unfinished = (0, node_path.join)(cache.folder, "downloads");
	await sweep(unfinished, context);
	const make = async (folder) => {
		require_run.requireNetwork(context, name);
		const path = await fetch(unfinished, reportProgress(name, context.log));
		await (0, node_fs_promises.rename)(path, (0, node_path.join)(folder, "file"));
	};
	const { folder } = await require_run.entry({
		...context,
		cache: {
			...cache,
			remotes: []
		}
	}, kind, sha256, make);
	return (0, node_path.join)(folder, "file");
}
/** Removes what was not used for long. That another process does the same at the moment does not matter. */
async function sweep(unfinished, context) {
	const isOld = (lastUsed) => Date.now() - lastUsed.getTime() > patience;
	for (const { key, lastUsed } of await require_run.listEntries(context.cache, kind)) if (isOld(lastUsed)) await require_run.removeEntry(context, kind, key).catch(() => {});
	for (const name of await (0, node_fs_promises.readdir)(unfinished).catch(() => [])) {
		const path = (0, node_path.join)(unfinished, name);
		const status = await (0, node_fs_promises.stat)(path).catch(() => void 0);
		if (status && isOld(status.mtime)) await (0, node_fs_promises.rm)(path, { force: true });
	}
}
// src/kernel/source/release-source.ts
/** Releases of Linux, from kernel.org or a mirror of it. */
var release_source_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ newestRelease: () => newestRelease });
/**
* @param version `6.12`, which means the newest of the series, or `6.12.9`
* @throws UmlRunError `kernel-not-found` when there is no such release, with the nearest; `kernel-unsuitable` for a
* release candidate; `download-failed` when the mirror cannot be asked
*/
async function releaseSource(spec, version, options, context) {
	if (version.includes("-rc")) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${spec}": mirrors do not have release candidates; name their source tree, or a tarball by its URL`);
	const mirror = await require_run.openKernelMirror(options.mirror);
	const release = await recall(version, mirror, options, context);
	const name = (0, node_path.basename)(release.path);
	const digest = release.sha256 ?? await require_run.cachedDigestOfFile((0, node_path.join)(String(mirror.base), release.path), context);
	return {
		spec,
		name,
		digest,
		origin: {
			release: release.version,
			mirror: mirror.name,
			sha256: digest
		},
		async fetch(scratch) {
			const { log, signal } = context;
			for (const note of release.unchecked) log.info(note);
			const fetch = (folder, progress) => fetchRelease$1(release, mirror, folder, {
				progress,
				signal
			});
			const tarball = typeof mirror.base === "string" ? await fetch(scratch, () => {}) : await fetched(digest, name, fetch, context);
			log.progress(`unpacking ${name}`);
			return unpackSource(tarball, (0, node_path.join)(scratch, "unpacked"), signal);
		}
	};
}
/** A release stays what it is; which one is the newest of a series does not. A folder is always at hand. */
async function recall(version, mirror, { refresh = false }, context) {
	if (typeof mirror.base === "string") return find(version, mirror, context.signal);
	const hours = require_run.seriesOf(version) === version ? 24 : Number.MAX_SAFE_INTEGER;
	const ask = () => {
		context.log.progress(`asking ${mirror.name} for Linux ${version}`);
		return find(version, mirror, context.signal);
	};
	return require_run.cachedLookup(context, nameOf$1("release", mirror, version), {
		isValid: isKernelRelease,
		refresh,
		hours
	}, ask);
}
function find(version, mirror, signal) {
	return require_run.withTemporaryFolder((folder) => findRelease$1(version, mirror, folder, signal ? { signal } : {}));
}
/** The version of the newest long-term release. */
async function newestRelease(options, context) {
	const mirror = await require_run.openKernelMirror(options.mirror);
	if (typeof mirror.base === "string") return require_run.newestLongTerm(mirror, context.signal);
	const { refresh = false } = options;
	return require_run.cachedLookup(context, nameOf$1("long-term", mirror), {
		isValid: require_run.isText,
		refresh
	}, () => {
		context.log.progress(`asking ${mirror.name} for the newest long-term release`);
		return require_run.newestLongTerm(mirror, context.signal);
	});
}
/** The newest release of every series that kernel.org supports, long-term or stable. */
async function supportedReleases(options, context) {
	return require_run.supportedIn(await require_run.openKernelMirror(options.mirror), context.signal);
}
const nameOf$1 = (what, { name }, version = "") => `${what}~${require_run.keyOf(name, version)}`;
// src/kernel/release/source-url.ts
/** A source tarball named by URL: `https://\u2026/linux-6.12.9.tar.xz#sha256=<digest>`. */
/** @throws UmlRunError `kernel-spec-invalid` without a digest, or when the URL names no file */
function parseSourceUrl(text) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (!url || !/^https?:$/.test(url.protocol)) throw new require_compile_cache.UmlRunError("kernel-spec-invalid", `kernel "${text}": not a valid URL`);
	const sha256 = /^#sha256=([\da-f]{64})$/i.exec(url.hash)?.[1]?.toLowerCase();
	if (sha256 === void 0) throw new require_compile_cache.UmlRunError("kernel-spec-invalid", `kernel "${text}": downloads are checked by their digest; add #sha256= and its 64 hexadecimal digits`);
	url.hash = "";
	const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1).replace(/[^\w.+-]/g, "_");
	if (!/\w/.test(name)) throw new require_compile_cache.UmlRunError("kernel-spec-invalid", `kernel "${text}": the URL does not name a file`);
	return {
		url,
		sha256,
		name
	};
}
// src/kernel/source/url-source.ts
/** Sources or an executable at a URL, known by their digest. */
/** @throws UmlRunError `kernel-spec-invalid` when it is not such a URL */
function urlSource(spec, context) {
	const { url, sha256, name } = parseSourceUrl(spec);
	return {
		spec,
		name: url.href,
		digest: sha256,
		mayBeReady: true,
		origin: {
			url: url.href,
			sha256
		},
		async fetch(scratch) {
			const { log, signal } = context;
			const file = await fetched(sha256, name, fetchInto, context);
			if (require_run.withBytes(file, require_run.isElf)) return file;
			log.progress(`unpacking ${name}`);
			return unpackSource(file, (0, node_path.join)(scratch, "unpacked"), signal);
			async function fetchInto(folder, progress) {
				const path = (0, node_path.join)(folder, name);
				if (await require_run.download(url, path, {
					digest: {
						algorithm: "sha256",
						value: sha256
					},
					progress,
					signal
				})) return path;
				throw new require_compile_cache.UmlRunError("download-failed", `kernel "${spec}": the server has no such file`);
			}
		}
	};
}
// src/kernel/source/from-source.ts
var from_source_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ provideFromSource: () => provideFromSource });
/**
* A kernel that is built from what the spec names.
* @throws UmlRunError as `provideKernel`
*/
async function provideFromSource(spec, options, context) {
	const configuration = await readConfiguration(options.configuration ?? []);
	return provideMade(await sourceOf(spec, options, context), configuration, options, context);
}
function sourceOf(spec, options, context) {
	switch (spec.kind) {
		case "release": return releaseSource(spec.text, spec.version, options, context);
		case "tarball": return tarballSource(spec.text, spec.path, context);
		case "url": return urlSource(spec.text, context);
		case "path": return treeSource(spec.text, spec.path, context);
	}
}
/** @returns undefined when its checksum is wrong, so that it is not a header */
function parseHeader(block) {
	if (number(block, 148, 8) !== checksumOf(block)) return void 0;
	const name = text(block, 0, 100);
	const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? text(block, 345, 155) : Buffer.alloc(0);
	return {
		name: prefix.length > 0 ? Buffer.concat([
			prefix,
			Buffer.from("/"),
			name
		]) : name,
		mode: number(block, 100, 8) & 4095,
		size: number(block, 124, 12),
		modified: number(block, 136, 12),
		type: block.toString("latin1", 156, 157),
		target: text(block, 157, 100)
	};
}
/**
* The header of a regular file that belongs to root and has no time, so that the same file has the same header anywhere.
* @param mode permission bits
* @returns undefined for a path that has no place in it: of its bytes, 100 fit behind a slash, and 155 before that
*/
function formatHeader(path, mode, size) {
	const slash = Buffer.byteLength(path) <= 100 ? -1 : path.indexOf("/", path.length - 101);
	const [prefix, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
	if (Buffer.byteLength(name) > 100 || Buffer.byteLength(prefix) > 155) return void 0;
	const block = Buffer.alloc(512);
	block.write(name, 0);
	for (const [at, value] of [
		[100, mode],
		[108, 0],
		[116, 0]
	]) block.write(octal(value, 7), at);
	for (const [at, value] of [[124, size], [136, 0]]) block.write(octal(value, 11), at);
	block.write("0", 156);
	block.write("ustar\x0000", 257, "latin1");
	block.write(prefix, 345);
	block.write(`${octal(checksumOf(block), 6)}\0 `, 148);
	return block;
}
const octal = (value, digits) => value.toString(8).padStart(digits, "0");
function checksumOf(block) {
	let sum = 256;
	for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
	return sum;
}
function text(block, at, length) {
	const field = block.subarray(at, at + length);
	const end = field.indexOf(0);
	return end < 0 ? field : field.subarray(0, end);
}
/** Octal digits, or where the first bit is set a binary number. @returns NaN for neither */
function number(block, at, length) {
	const first = block.readUInt8(at);
	if (first & 128) {
		if (first === 255) return 0;
		let value = first & 127;
		for (const byte of block.subarray(at + 1, at + length)) value = value * 256 + byte;
		return value;
	}
	const digits = block.toString("latin1", at, at + length).replace(/\0.*$/s, "").trim();
	return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
}
// src/kernel/store/store-archive.ts
/**
* What a store has, as files: each is a gzipped tar of regular files with names that are known beforehand. It is written
* the same wherever the same files are packed, and read with no tolerance: what is not as it is written here is refused.
*/
/** Bytes that the files of an archive may take together: more than any kernel's modules do. */
const maxUnpacked = 512 * 2 ** 20;
const maxFiles = 1e4;
/** What an archive is of, and the names that its files can have. */
const expected = {
	kernel: /^(?:linux\.uml|kernel\.json|config|lib\/\w[\w.+-]*|modules(?:\/\w[\w.+,@=~-]*)+)$/,
	busybox: /^(?:busybox|copyright|GPL-2|LGPL-2\.1|SOURCE)$/
};
/** The permissions of a file of an archive: only what is run can be. */
function modeOf(path) {
	return ["linux.uml", "busybox"].includes(path) || path.startsWith("lib/") ? 493 : 420;
}
/** @throws Error for a path that an archive of that kind cannot have */
async function packFiles(files, kind = "kernel") {
	const pieces = [...files.keys()].sort().flatMap((path) => {
		const content = files.get(path) ?? Buffer.alloc(0);
		const header = expected[kind].test(path) ? formatHeader(path, modeOf(path), content.length) : void 0;
		if (!header) throw new Error(`"${path}" has no place in an archive of a store`);
		return [
			header,
			content,
			Buffer.alloc(paddingOf(content.length))
		];
	});
	return (0, node_util.promisify)(node_zlib.gzip)(Buffer.concat([...pieces, Buffer.alloc(1024)]), { level: node_zlib.constants.Z_BEST_COMPRESSION });
}
/**
* @param name of the archive, for messages
* @param most bytes that its files may take together
* @throws UmlRunError `download-untrusted` for whatever `packFiles` does not write
*/
async function readFiles(archive, name, kind = "kernel", most = maxUnpacked) {
	const bytes = await unpacked(archive, name, most);
	const files = /* @__PURE__ */ new Map();
	for (let at = 0;;) {
		const block = bytes.subarray(at, at + 512);
		if (block.length < 512) throw untrusted$1(name, "is truncated");
		if (isZero(block)) {
			if (bytes.length - at !== 1024 || !isZero(bytes.subarray(at))) throw untrusted$1(name, "has something behind its end");
			requireTree(files, name);
			return files;
		}
		const { path, size } = readHeader(block, name, kind);
		const content = bytes.subarray(at + 512, at + 512 + size);
		if (content.length < size) throw untrusted$1(name, "is truncated");
		if (files.has(path)) throw untrusted$1(name, `has ${shown(path)} twice`);
		if (files.size === maxFiles) throw untrusted$1(name, `has more than ${maxFiles} files`);
		files.set(path, content);
		at += 512 + size + paddingOf(size);
	}
}
/** A name is a file's or a folder's. */
function requireTree(files, name) {
	for (const path of files.keys()) for (let folder = (0, node_path.dirname)(path); folder !== "."; folder = (0, node_path.dirname)(folder)) if (files.has(folder)) throw untrusted$1(name, `has ${shown(folder)} as a file and as a folder`);
}
function readHeader(block, name, kind) {
	const header = parseHeader(block);
	if (!header || !Number.isSafeInteger(header.size) || header.size < 0) throw untrusted$1(name, "has a damaged header");
	const path = header.name.toString("latin1");
	if (header.type !== "0") throw untrusted$1(name, `has ${shown(path)}, which is not a regular file`);
	if (!expected[kind].test(path)) throw untrusted$1(name, `has the file ${shown(path)}, which does not belong there`);
	return {
		path,
		size: header.size
	};
}
async function unpacked(archive, name, most) {
	try {
		return await (0, node_util.promisify)(node_zlib.gunzip)(archive, {
			maxOutputLength: most,
			chunkSize: 1 << 20
		});
	} catch (cause) {
		if (require_compile_cache.errnoOf(cause) === "ERR_BUFFER_TOO_LARGE") throw untrusted$1(name, `takes more than ${most / 2 ** 20} MB when it is unpacked`);
		throw untrusted$1(name, `is not what gzip made: ${require_compile_cache.messageOf(cause)}`);
	}
}
const paddingOf = (size) => (512 - size % 512) % 512;
const isZero = (bytes) => bytes.every((byte) => byte === 0);
const shown = (path) => JSON.stringify(path.slice(0, 100));
/** @param name of a file of a store */
function untrusted$1(name, how) {
	return new require_compile_cache.UmlRunError("download-untrusted", `"${name}" ${how}: it is not used`);
}
// src/kernel/store/fetch-asset.ts
/** Milliseconds, and as many more as a slow line takes for the bytes. */
const patienceFor = (bytes) => 3e4 + Math.ceil(bytes / 100);
/**
* The bytes of an archive of a store: those that its index means.
* @param what it is, for people
* @throws UmlRunError `download-failed`; `download-untrusted` when it is not what the index says; the signal's reason
*/
async function fetchAsset(what, { asset, size, sha256 }, place, { log, signal }) {
	const name = String(require_run.placeOn(place, asset));
	const told = reportProgress(what, log);
	const progress = (done) => told(done, size);
	const archive = await readFromStore(place, asset, {
		maxBytes: size,
		patience: patienceFor(size),
		progress,
		signal
	});
	if (require_run.isPage(archive)) throw require_run.webPage(name);
	if (archive.length !== size) throw untrusted$1(name, `has ${archive.length} bytes instead of ${size}`);
	const actual = require_run.digestOf(archive);
	if (actual !== sha256) throw untrusted$1(name, `is not what it should be: its sha256 is ${actual} instead of ${sha256}`);
	return archive;
}
// src/kernel/store/busybox-in-store.ts
var busybox_in_store_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ busyboxInStore: () => busyboxInStore });
/**
* The static busybox of a store.
* @returns why there is none, in words for people
* @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; the signal's reason
*/
async function busyboxInStore(options, context) {
	const store = await openStore(options, context);
	if ("lacking" in store) return store;
	const { place, index } = store;
	const from = `the store "${place.name}"`;
	const { busybox } = index;
	if (!busybox) return { lacking: `${from} does not have a busybox` };
	const { version, sha256, asset } = busybox;
	const fetch = async () => {
		if (typeof place.base !== "string") require_run.requireNetwork(context, `busybox ${version} of the store`);
		const name = String(require_run.placeOn(place, asset));
		const files = await readFiles(await fetchAsset(`busybox ${version}`, busybox, place, context), name, "busybox");
		if (!files.has("busybox")) throw untrusted$1(name, "lacks busybox");
		return files;
	};
	return {
		version,
		sha256,
		from,
		fetch
	};
}
// src/kernel/store/unpack-stored.ts
/**
* Fills the folder of an entry with a kernel of a store. Nothing of it is run before all of it is what the index says.
* @throws UmlRunError `download-failed`, `download-untrusted`, or
* `kernel-unsuitable` when it does not start here
*/
async function unpackStored(stored, place, { folder, scratch }, context) {
	const { release, asset, config } = stored;
	const name = String(require_run.placeOn(place, asset));
	const files = await readFiles(await fetchAsset(`Linux ${release}`, stored, place, context), name);
	const record = recordOf(files, stored, name);
	if (require_run.digestOf(files.get("config") ?? Buffer.alloc(0)) !== config) throw untrusted$1(name, "has another configuration than the index says");
	await writeFiles(files, folder);
	const executable = (0, node_path.join)(folder, require_run.executableName);
	requireLinking(requireUml(executable, files, name), files, stored, name);
	const version = await withLoaderHere(folder, () => require_run.askRelease(executable, name, scratch));
	if (version !== record.version) throw untrusted$1(name, `is Linux ${version} instead of ${record.version}`);
	await require_run.writeRecord(folder, {
		version,
		source: `from the store "${place.name}": ${record.source}`,
		origin: {
			...known(record.origin),
			release,
			store: place.name,
			flavour: stored.flavour
		}
	});
}
/** Reports and terminals show it. */
const shownSource = /^\P{Cc}{1,1000}$/u;
function recordOf(files, { release }, name) {
	const record = require_run.parseJson$1(files.get("kernel.json")?.toString("utf8") ?? "", require_run.isKernelRecord);
	if (!record || !shownSource.test(record.source) || !files.has("linux.uml")) throw untrusted$1(name, "lacks the kernel or what is known of it");
	if (record.version.replace(/-.*/, "") === release) return record;
	throw untrusted$1(name, `has Linux ${record.version} instead of ${release}`);
}
function requireUml(executable, files, name) {
	const elf = require_run.unlessDamaged(() => require_run.readElf(executable));
	if (!elf || !require_run.isRunnable(elf, "x86_64")) throw untrusted$1(name, "has a kernel that is no program for x86-64");
	if (!files.get("linux.uml")?.includes("CONFIG_UML=y")) throw untrusted$1(name, "has a kernel that is not User Mode Linux");
	return elf;
}
function requireLinking({ interpreter }, files, { flavour }, name) {
	if (flavour === "base-static" && interpreter !== void 0) throw untrusted$1(name, "has a kernel that is not static");
	if (files.has("lib/ld-linux-x86-64.so.2") && !/^\/+$/.test(interpreter ?? "")) throw untrusted$1(name, "has a C library, which its kernel does not take");
}
/** What an archive says of its kernel cannot make it one of another place. */
function known({ compiler, configuration, linking, sha256 }) {
	const all = Object.entries({
		compiler,
		configuration,
		linking,
		sha256
	});
	return Object.fromEntries(all.flatMap(([field, value]) => value === void 0 ? [] : [[field, value]]));
}
/** Writes what an archive holds into a folder that exists. */
async function writeFiles(files, folder) {
	for (const [path, content] of files) {
		await (0, node_fs_promises.mkdir)((0, node_path.dirname)((0, node_path.join)(folder, path)), { recursive: true });
		await (0, node_fs_promises.writeFile)((0, node_path.join)(folder, path), content, { mode: modeOf(path) });
	}
}
// src/kernel/store/from-store.ts
/** Kernels of a store. Whatever is wrong with it costs a warning: there are other ways to have a kernel. */
var from_store_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	fromStore: () => fromStore,
	newestInStore: () => newestInStore
});
/**
* @param version `6.12`, which means the newest of the series that the store has, or `6.12.9`
* @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; `disk-full` or `cache-unusable`; the
* signal's reason
*/
async function fromStore({ text, version }, options, context) {
	const unsuitable = whyNoStore(options);
	if (unsuitable !== void 0) return { lacking: unsuitable };
	const store = await openStore(options, context);
	if ("lacking" in store) return store;
	const { place, index } = store;
	const stored = newestOf$1(index, options, ({ release, series }) => version === release || version === series);
	const wanted = `Linux ${version} (${require_run.flavourOf(options.configuration)})`;
	if (!stored) return { lacking: `the store "${place.name}" does not have ${wanted}` };
	return orWarning(context, {
		failed: `cannot take ${wanted} from the store "${place.name}"`,
		next: "this run builds it instead; the next one asks again"
	}, async () => ({ kernel: await provideStored(text, stored, place, context) }));
}
/** The version that `auto` means: the store's newest long-term release; undefined where there is none. */
async function newestInStore(options, context) {
	if (whyNoStore(options) !== void 0) return void 0;
	const store = await openStore(options, context);
	if ("lacking" in store) return void 0;
	return newestOf$1(store.index, options, ({ series }) => require_run.longTerm.includes(series))?.release;
}
/** A store has no kernels but of some configurations and for one architecture. */
function whyNoStore({ architecture, configuration }) {
	if (architecture === "i386") return "stores do not have kernels for i386";
	if (require_run.flavourOf(configuration) === void 0) return "stores do not have kernels of this configuration";
}
function newestOf$1({ kernels }, { configuration, timeTravel = false }, isMeant) {
	return kernels.filter(({ flavour }) => flavour === require_run.flavourOf(configuration)).filter(({ features }) => !timeTravel || features.includes("time-travel")).filter(isMeant).sort((left, right) => require_run.compareVersions(left.release, right.release)).at(-1);
}
/** What a store has is not saved anywhere else. */
async function provideStored(spec, stored, place, context) {
	const { release, flavour, sha256 } = stored;
	const make = async (folder, scratch) => {
		if (typeof place.base !== "string") require_run.requireNetwork(context, `Linux ${release} of the store`);
		await unpackStored(stored, place, {
			folder,
			scratch
		}, context);
	};
	const local = {
		...context,
		cache: {
			...context.cache,
			remotes: []
		}
	};
	const ready = await require_run.entry(local, "kernels", `store_${release}_${flavour}_${sha256}`, {
		make,
		relocate: require_run.relocate
	});
	return require_run.readyKernel(spec, ready);
}
// src/kernel/store/pack-busybox.ts
/** The static busybox of this machine's apt as an archive of a store, with what its licences ask for. */
var pack_busybox_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ packBusybox: () => packBusybox });
/**
* The same package gives the same bytes.
* @throws UmlRunError `archive-unavailable` or `tool-missing` when apt does not give it; `rootfs-failed` when it is not
* what it should be; the signal's reason
*/
function packBusybox(context) {
	return require_run.withTemporaryFolder(async (scratch) => {
		const wanted = await require_run.machinePackage(require_run.busyboxPackage, context);
		const { version } = wanted;
		const { deb, files: folder, executable } = await require_run.unpackBusybox(wanted, scratch, context);
		const [fields = {}] = require_run.parseStanzas(await require_run.tool("dpkg-deb", ["--field", deb], context));
		if (require_run.readElf(executable)?.interpreter !== void 0) throw unexpected$1("its busybox is not static");
		const texts = [(0, node_path.join)(folder, "usr/share/doc", require_run.busyboxPackage, "copyright"), ...licences.map(commonLicence)];
		const [copyright, ...full] = await Promise.all(texts.map(readText));
		const archive = await packFiles(new Map([
			["busybox", await (0, node_fs_promises.readFile)(executable)],
			["copyright", copyright ?? Buffer.alloc(0)],
			...licences.map((name, index) => [name, full[index] ?? Buffer.alloc(0)]),
			["SOURCE", Buffer.from(whereSourceIs(fields, await distribution()))]
		]), "busybox");
		const [, upstream = ""] = /^(?:\d+:)?([\d.]*\d)/.exec(version) ?? [];
		const sha256 = require_run.digestOf(archive);
		return {
			archive,
			entry: {
				version,
				asset: require_run.assetName(`busybox-${upstream}`, sha256),
				size: archive.length,
				sha256
			}
		};
	});
}
/** Of busybox, and of the C library that it is linked with. */
const licences = ["GPL-2", "LGPL-2.1"];
const commonLicence = (name) => (0, node_path.join)("/usr/share/common-licenses", name);
async function readText(path) {
	const bytes = await (0, node_fs_promises.readFile)(path).catch(() => void 0);
	if (bytes) return bytes;
	throw unexpected$1(`there is no ${path}`);
}
/** A package that is static names those whose code it has in it. */
function whereSourceIs(fields, system) {
	const { source, version = "", "built-using": others = fields["static-built-using"] ?? "" } = fields;
	const [, name = "busybox", own = version] = /^(\S+)(?: \((.+)\))?$/.exec(source ?? "") ?? [];
	const built = Array.from(others.matchAll(/(\S+) \(= ([^)]+)\)/g), ([, of = "", at = ""]) => `${of}=${at}`);
	if (built.length === 0) throw unexpected$1("it does not say which C library is in it");
	const commands = [`${name}=${own}`, ...built].map((source) => `    apt-get source ${source}\n`);
	return `This busybox is the one in the package ${require_run.busyboxPackage} ${version} of ${system}, unchanged.
The source code of it, and of the C library in it, is what that distribution offers under these names:

${commands.join("")}
Whoever hands this archive on has to offer that source code too (GPL-2, section 3; LGPL-2.1, section 6).
`;
}
async function distribution() {
	const text = await (0, node_fs_promises.readFile)("/etc/os-release", "utf8").catch(() => "");
	return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? "Debian";
}
function unexpected$1(how) {
	return new require_compile_cache.UmlRunError("rootfs-failed", `the package ${require_run.busyboxPackage} cannot be published: ${how}`);
}
// src/kernel/store/pack-kernel.ts
/** A kernel of this machine's cache as an archive of a store. */
/**
* Packs the kernel with the C library that it was linked with, so that any machine can run it. The same kernel gives the
* same bytes.
* @param folder of a kernel in the cache that was built from a tarball
* @param libc first line of what `ldd` says of its version
* @throws UmlRunError `kernel-unsuitable` when it is too large for a store, or is not linked as its flavour says;
* `tool-missing` without patchelf
*/
function packKernel(folder, flavour, libc, context) {
	return require_run.withTemporaryFolder((scratch) => pack(folder, {
		flavour,
		libc,
		scratch
	}, context));
}
async function pack(from, { flavour, libc, scratch }, context) {
	const config = await require_run.tool((0, node_path.join)(from, require_run.executableName), ["--showconfig"], context);
	const { version, source, origin } = await require_run.readRecord(from);
	const { sha256: digest = "", compiler = "" } = origin;
	if (/-rc\d/.test(version)) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `Linux ${version} is not a release: it would be listed as one`);
	if (flavour === "base-static" && require_run.unlessDamaged(() => require_run.readElf((0, node_path.join)(from, "linux.uml")))?.interpreter !== void 0) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `Linux ${version} (${flavour}) is not static`);
	const folder = (0, node_path.join)(scratch, "kernel");
	await (0, node_fs_promises.mkdir)(folder);
	for (const name of [
		require_run.executableName,
		"modules",
		"lib"
	]) await (0, node_fs_promises.cp)((0, node_path.join)(from, name), (0, node_path.join)(folder, name), { recursive: true }).catch(ignoreMissing);
	await bringLibc(folder, scratch, context);
	await require_run.writeRecord(folder, {
		version,
		source,
		origin: withoutPlaces(origin)
	});
	const files = await filesIn$1(folder);
	files.set("config", Buffer.from(config));
	const archive = await packFiles(files);
	const release = version.replace(/-.*/, "");
	if (archive.length > require_run.maxAssetBytes) throw new require_compile_cache.UmlRunError("kernel-unsuitable", `Linux ${release} (${flavour}) is too large for a store`);
	const sha256 = require_run.digestOf(archive);
	return {
		archive,
		entry: {
			release,
			series: require_run.seriesOf(release),
			flavour,
			asset: require_run.assetName(`linux-${release}-${flavour}`, sha256),
			size: archive.length,
			sha256,
			config: require_run.digestOf(Buffer.from(config)),
			compiler,
			libc,
			source: digest,
			features: featuresOf(version, config, files.keys())
		}
	};
}
/** The loader and the libraries of this machine, which the kernel was linked with. One that is static needs none. */
async function bringLibc(folder, scratch, context) {
	const executable = (0, node_path.join)(folder, require_run.executableName);
	const { libraries } = require_run.readNeeds(executable);
	if (libraries.length === 0) return;
	const place = (0, node_path.join)(folder, (0, node_path.dirname)(require_run.loaderPath));
	await (0, node_fs_promises.mkdir)(place, { recursive: true });
	const own = (0, node_path.dirname)(await (0, node_fs_promises.realpath)(require_run.loader));
	for (const name of /* @__PURE__ */ new Set([(0, node_path.basename)(require_run.loaderPath), ...libraries])) await (0, node_fs_promises.cp)(await (0, node_fs_promises.realpath)((0, node_path.join)(own, name)), (0, node_path.join)(place, name), { force: false });
	await setPlaceholder(executable, scratch, context);
}
/** What lies where it was made means nothing elsewhere. */
function withoutPlaces({ path: _, mirror: __, ...origin }) {
	return origin;
}
async function filesIn$1(folder) {
	const paths = (await (0, node_fs_promises.readdir)(folder, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map(({ parentPath, name }) => (0, node_path.join)(parentPath, name));
	const files = /* @__PURE__ */ new Map();
	for (const path of paths) files.set((0, node_path.relative)(folder, path), await (0, node_fs_promises.readFile)(path));
	return files;
}
function featuresOf(version, text, paths) {
	const config = require_run.parseConfig(text);
	const has = {
		modules: [...paths].some((path) => path.startsWith("modules/")),
		network: config.get("UML_NET_VECTOR") === "y",
		seccomp: !require_run.isBefore({ version }, 6, 16),
		smp: config.get("SMP") === "y",
		"time-travel": config.get("UML_TIME_TRAVEL_SUPPORT") === "y"
	};
	return Object.entries(has).flatMap(([feature, isThere]) => isThere ? [feature] : []);
}
function ignoreMissing(cause) {
	if (cause.code !== "ENOENT") throw cause;
}
// src/kernel/store/write-store.ts
/**
* Makes the folder of a store where there is none, and finds out whether it can be written to, before hours of builds.
* @throws UmlRunError as `writeStore`
*/
async function prepareStore(folder, key) {
	try {
		require_compile_cache.makeFolder((0, node_path.resolve)(folder));
		await writeWhole((0, node_path.join)(folder, ".writable"), Buffer.alloc(0));
		await (0, node_fs_promises.rm)((0, node_path.join)(folder, ".writable"));
	} catch (cause) {
		throw unwritable(folder, cause);
	}
	await readOwnIndex(folder, key);
}
/**
* Writes archives into the folder of a store, and an index of them and of those that are there already.
* @returns the new index
* @throws UmlRunError `output-unwritable`; `download-untrusted` when the folder's index is of another key
*/
async function writeStore(folder, { kernels: packed, busybox }, key, log) {
	try {
		require_compile_cache.makeFolder((0, node_path.resolve)(folder));
		const before = await readOwnIndex(folder, key);
		const now = /* @__PURE__ */ new Date();
		const added = packed.map(({ entry }) => {
			const old = before?.kernels.find((kernel) => identityOf$1(kernel) === identityOf$1(entry));
			tellIfOther(entry, old, log);
			return dated(entry, old, now);
		});
		const kept = before ? await thoseThere(folder, before.kernels) : [];
		const [keptBusybox] = before?.busybox ? await thoseThere(folder, [before.busybox]) : [];
		const ownBusybox = busybox ? dated(busybox.entry, before?.busybox, now) : keptBusybox;
		for (const { entry, archive } of [...packed, ...busybox ? [busybox] : []]) await writeWhole((0, node_path.join)(folder, entry.asset), archive);
		const index = {
			format: 1,
			serial: Math.max((before?.serial ?? 0) + 1, Math.floor(now.getTime() / 1e3)),
			issued: now.toISOString(),
			expires: new Date(now.getTime() + 2592e6).toISOString(),
			kernels: [...new Map([...kept, ...added].map((kernel) => [identityOf$1(kernel), kernel])).values()].sort(byAsset),
			...ownBusybox && { busybox: ownBusybox }
		};
		const bytes = Buffer.from(`${JSON.stringify(index, void 0, 2)}\n`);
		require_run.parseIndex(bytes, (0, node_path.join)(folder, indexName));
		await writeWhole((0, node_path.join)(folder, signatureName), signatureOf(bytes, key));
		await writeWhole((0, node_path.join)(folder, indexName), bytes);
		return index;
	} catch (cause) {
		if (cause instanceof require_compile_cache.UmlRunError) throw cause;
		throw unwritable(folder, cause);
	}
}
function unwritable(folder, cause) {
	return new require_compile_cache.UmlRunError("output-unwritable", `cannot write the store "${folder}": ${require_compile_cache.messageOf(cause)}`, { cause });
}
async function readOwnIndex(folder, key) {
	const name = (0, node_path.join)(folder, indexName);
	const bytes = await (0, node_fs_promises.readFile)(name).catch(() => void 0);
	if (!bytes) return void 0;
	if (isSigned(bytes, await (0, node_fs_promises.readFile)((0, node_path.join)(folder, signatureName)).catch(() => Buffer.alloc(0)), publicKeyOf(key))) return require_run.parseIndex(bytes, name);
	throw new require_compile_cache.UmlRunError("download-untrusted", `"${name}" was not signed with this key: publish to another folder, or remove the file`);
}
/** What has the bytes of one that was there before is that one. */
function dated(entry, old, now) {
	return {
		...entry,
		date: old?.sha256 === entry.sha256 ? old.date : now.toISOString()
	};
}
/** The same input has to give the same bytes. */
function tellIfOther(entry, old, log) {
	if (!old || old.sha256 === entry.sha256) return;
	const input = ({ source, config, compiler, libc }) => [
		source,
		config,
		compiler,
		libc
	].join("\n");
	if (input(old) === input(entry)) log.warning(`Linux ${identityOf$1(entry)} has other bytes than before, although sources, configuration and tools are the same`);
}
async function thoseThere(folder, assets) {
	const sizes = await Promise.all(assets.map(({ asset }) => (0, node_fs_promises.stat)((0, node_path.join)(folder, asset)).catch(() => void 0)));
	return assets.filter(({ size }, index) => sizes[index]?.size === size);
}
const identityOf$1 = ({ release, flavour }) => `${release} (${flavour})`;
const byAsset = (left, right) => left.asset < right.asset ? -1 : 1;
/** Nobody sees a half of it. */
async function writeWhole(path, bytes) {
	await (0, node_fs_promises.writeFile)(`${path}.new`, bytes);
	await (0, node_fs_promises.rename)(`${path}.new`, path);
}
// src/kernel/store/publish.ts
var publish_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ publishStore: () => publishStore });
/** What `kernel publish` makes of each release unless `--kernel-config` says otherwise. */
const usualFlavours = [
	"base",
	"base-static",
	"debug",
	"containers"
];
/**
* Builds each kernel with each configuration, boots what it packed, and adds it to the store, with a busybox. What cannot
* be had costs nothing else its place.
* @param options `configuration` names the flavours
* @returns the new index
* @throws UmlRunError `kernel-build-failed` when one of them failed, after all else has been written; of the kind
* `usage` for what a store cannot have, or a folder that cannot be one; the signal's reason
*/
async function publishStore({ folder, specs, key, busybox }, options, context) {
	const wanted = wantedFlavours(options.configuration ?? []);
	const releases = (await Promise.all(specs.map((spec) => spec === "auto" ? supportedReleases(options, context) : [spec]))).flat();
	releases.forEach(requirePublishable);
	await prepareStore(folder, key);
	const kernels = [];
	const failed = [];
	const ifPossible = (what, work) => work.catch((cause) => {
		context.signal?.throwIfAborted();
		if (!(cause instanceof require_compile_cache.UmlRunError) || cause.kind === "usage") throw cause;
		context.log.warning(`${what} is not published: ${cause.message}`);
		failed.push(what);
	});
	const ownBusybox = await ifPossible("busybox", busybox(context));
	for (const spec of new Set(releases)) for (const flavour of wanted) {
		const what = `${spec} (${flavour})`;
		context.log.info(what);
		const one = await ifPossible(what, makeOne(spec, flavour, options, context));
		if (one) kernels.push(one);
	}
	const index = await writeStore(folder, {
		kernels,
		busybox: ownBusybox
	}, key, context.log);
	if (failed.length === 0) return index;
	throw new require_compile_cache.UmlRunError("kernel-build-failed", `not published: ${failed.join(", ")}; the warnings say why`);
}
function wantedFlavours(names) {
	if (names.length === 0) return usualFlavours;
	return names.map((name) => {
		const flavour = require_run.flavourOf([name]);
		if (flavour !== void 0) return flavour;
		const message = `--kernel-config "${name}": a store has kernels of built-in configurations alone`;
		throw new require_compile_cache.UmlRunError("option-invalid", `${message}; choose from ${require_run.flavours.join(", ")}`);
	});
}
/** What others shall be able to make again comes from a file that they can have. */
function requirePublishable(spec) {
	if ([
		"release",
		"tarball",
		"url"
	].includes(require_run.parseKernelSpec(spec).kind)) return;
	throw new require_compile_cache.UmlRunError("kernel-unsuitable", `kernel "${spec}" cannot be published: name a release, or a tarball of its sources`);
}
async function makeOne(spec, flavour, options, context) {
	const own = {
		...options,
		store: "none",
		configuration: [flavour]
	};
	const { path } = await require_run.provideKernel(spec, own, context);
	const { libc } = await identifyCompiler(context);
	const packed = await packKernel((0, node_path.dirname)(path), flavour, libc, context);
	await requireBoots(packed, options, context);
	return packed;
}
/** What is published is what was booted, with the C library beside it. */
async function requireBoots({ archive, entry: { asset, release } }, { checkBoots }, { log, signal }) {
	log.progress(`booting ${asset}`);
	try {
		await require_run.withTemporaryFolder(async (folder) => {
			const kernel = (0, node_path.join)(folder, "kernel");
			await (0, node_fs_promises.mkdir)(kernel);
			await writeFiles(await readFiles(archive, asset), kernel);
			await require_run.relocate(kernel, kernel);
			await checkBoots((0, node_path.join)(kernel, require_run.executableName), signal);
		});
	} catch (cause) {
		signal?.throwIfAborted();
		throw new require_compile_cache.UmlRunError("kernel-build-failed", `Linux ${release}, packed, does not boot: ${require_compile_cache.messageOf(cause)}`, { cause });
	}
}
// src/plan/expand-glob.ts
var expand_glob_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ expandGlob: () => expandGlob });
/**
* The files that a glob matches, in natural order. Among them only the executables count, so that `build/*` does not
* take object files for tests. Where none is, those are taken that seem to be programs, or else all, and each is reported
* for what it lacks.
*
* @throws UmlRunError `test-not-found` when it matches no file
*/
async function expandGlob(pattern, cwd) {
	const files = onePathEach((await require_packages.glob(pattern.replace(/(^|\/)\*\*$/, "$1**/*"), {
		cwd,
		absolute: true,
		expandDirectories: false,
		onlyFiles: false
	})).filter(isFile)).sort(require_run.compareNatural);
	if (files.length === 0) {
		const hidden = /(^|\/)\*/.test(pattern) ? " (* does not match names that begin with a dot)" : "";
		throw new require_compile_cache.UmlRunError("test-not-found", `no file in "${cwd}" matches the glob "${pattern}"${hidden}`);
	}
	const [tests, lostRight] = [files.filter(require_run.isTestFile), files.filter(require_run.hasLostRight)];
	if (tests.length > 0) return {
		tests,
		lostRight
	};
	return {
		tests: lostRight.length > 0 ? lostRight : files,
		lostRight: []
	};
}
/** A dangling link is not a file, and neither is a folder. */
function isFile(path) {
	try {
		return (0, node_fs.statSync)(path).isFile();
	} catch {
		if (!path.includes("\ufffd")) return false;
		throw new require_compile_cache.UmlRunError("test-not-found", `the name of "${path}" is not valid UTF-8, and uml-run cannot open it: rename it`);
	}
}
/**
* Where links to folders let `**` come to a file by several paths, the one without them, or the shortest, stands for
* it.
*/
function onePathEach(paths) {
	const chosen = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const place = (0, node_path.join)((0, node_fs.realpathSync)((0, node_path.dirname)(path)), (0, node_path.basename)(path));
		const known = chosen.get(place);
		if (known === void 0 || path === place || known !== place && path.length < known.length) chosen.set(place, path);
	}
	return [...chosen.values()];
}
// src/rootfs/alpine/alpine-mirror.ts
/** A place laid out as Alpine's mirrors are: `v3.19/releases/x86_64/\u2026`, `v3.19/main/x86_64/\u2026`. */
/** Alpine's own. */
const official = "https://dl-cdn.alpinelinux.org/alpine/";
/** @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder */
function openAlpineMirror(name = official) {
	return require_run.openMirror(name, "--alpine-mirror");
}
// src/rootfs/tar/byte-reader.ts
/** Bytes that come in pieces, taken in the lengths that are wanted. */
var ByteReader = class {
	#source;
	#rest = Buffer.alloc(0);
	constructor(source) {
		this.#source = source[Symbol.asyncIterator]();
	}
	/** @returns fewer bytes than wanted only at the end */
	async read(length) {
		const pieces = [];
		for await (const piece of this.pieces(length)) pieces.push(piece);
		const [first, ...others] = pieces;
		return first && others.length === 0 ? first : Buffer.concat(pieces);
	}
	/** The same without holding them all. */
	async *pieces(length) {
		for (let left = length; left > 0;) {
			const piece = await this.#some();
			if (!piece) return;
			const taken = piece.subarray(0, left);
			this.#rest = piece.subarray(taken.length);
			left -= taken.length;
			yield taken;
		}
	}
	/** Ends the source, whose rest nobody wants. */
	async close() {
		await this.#source.return?.();
	}
	async #some() {
		while (this.#rest.length === 0) {
			const { done, value } = await this.#source.next();
			if (done) return void 0;
			this.#rest = value;
		}
		return this.#rest;
	}
};
// src/rootfs/tar/pax.ts
/** What is of use here; an archive can have any number of others. */
const keys = [
	"path",
	"linkpath",
	"size",
	"mtime",
	"GNU.sparse.major",
	"GNU.sparse.map"
];
/**
* Reads the records of a pax extended header: each `<length> <key>=<value>\n`.
* @returns the values of `keys`; undefined when they are none
*/
function parsePax(bytes) {
	const records = /* @__PURE__ */ new Map();
	for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
		const space = bytes.indexOf(32, at);
		const digits = space < 0 ? "" : bytes.toString("latin1", at, space);
		const end = at + Number(digits);
		const equals = bytes.indexOf(61, space);
		if (!/^[1-9]\d{0,8}$/.test(digits) || end > bytes.length || equals < 0 || equals >= end) return void 0;
		const key = bytes.toString("latin1", space + 1, Math.min(equals, space + 100));
		if (keys.includes(key)) records.set(key, bytes.subarray(equals + 1, end - 1));
		at = end;
	}
	return records;
}
// src/rootfs/tar/read-tar.ts
/** The longest extra header of a member, which holds long names and the like. */
const maxWords = 1 << 20;
/** Links, folders and devices have no content, whatever their header says. */
const headerOnly = "123456";
const types = {
	"\0": "file",
	"0": "file",
	"7": "file",
	"1": "hardlink",
	"2": "symlink",
	"5": "folder"
};
/**
* Reads a tar archive: ustar, pax, GNU's long names, and the plain one of old. It is read to its very end, so
* that a decompressor gets to check its checksum.
*
* @param what for messages
* @throws UmlRunError `rootfs-invalid` when it is truncated, damaged or not a tar archive
*/
async function* readTar(source, what) {
	const reader = new ByteReader(source);
	try {
		let known = /* @__PURE__ */ new Map();
		for (let first = true;; first = false) {
			const block = await reader.read(512);
			if (block.length < 512) throw broken(what, first && block.length === 0 ? "empty" : "truncated");
			if (block.every((byte) => byte === 0)) break;
			const header = parseHeader(block);
			if (!header || !Number.isSafeInteger(header.size)) throw broken(what, first ? "not a tar archive" : "damaged: a member of the tar archive has no valid header");
			const more = await moreOf(header, reader, what);
			if (more) {
				known = new Map([...known, ...more]);
				continue;
			}
			const entry = entryOf(header, known, what);
			known = /* @__PURE__ */ new Map();
			const stored = headerOnly.includes(header.type) ? 0 : entry.size;
			let unread = padded(stored);
			const content = async function* () {
				let left = stored;
				for await (const piece of reader.pieces(unread)) {
					unread -= piece.length;
					if (left > 0) yield piece.subarray(0, left);
					left -= piece.length;
				}
				if (unread > 0) throw broken(what, "truncated");
			};
			yield {
				...entry,
				content
			};
			for await (const piece of reader.pieces(unread)) unread -= piece.length;
			if (unread > 0) throw broken(what, "truncated");
		}
		while ((await reader.read(65536)).length > 0);
	} finally {
		await reader.close();
	}
}
const padded = (size) => Math.ceil(size / 512) * 512;
/** @returns what an extra header says about the next member; undefined for the header of a member */
async function moreOf({ type, size }, reader, what) {
	if (!"xgLK".includes(type)) return void 0;
	if (size > maxWords) throw broken(what, `damaged: it has a name of ${size} bytes`);
	const bytes = Buffer.from((await reader.read(padded(size))).subarray(0, size));
	if (bytes.length < size) throw broken(what, "truncated");
	if (type === "g") return /* @__PURE__ */ new Map();
	if (type !== "x") return /* @__PURE__ */ new Map([[type === "L" ? "path" : "linkpath", bytes.subarray(0, endOf(bytes))]]);
	const records = parsePax(bytes);
	if (!records) throw broken(what, "damaged: it has an invalid extended header");
	return records;
}
function endOf(bytes) {
	const end = bytes.indexOf(0);
	return end < 0 ? bytes.length : end;
}
function entryOf(header, known, what) {
	const name = require_run.nameFrom(known.get("path") ?? header.name);
	if (header.type === "S" || known.has("GNU.sparse.major") || known.has("GNU.sparse.map")) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} has the sparse file ${require_run.quoted(name ?? "")}, which uml-run cannot read: create the archive without --sparse`);
	const type = header.type === "0" && name?.endsWith("/") ? "folder" : types[header.type] ?? "other";
	const size = Number(known.get("size") ?? header.size);
	if (!Number.isSafeInteger(size) || size < 0) throw broken(what, "damaged: a member has no valid size");
	return {
		name,
		type,
		mode: header.mode,
		size,
		modified: Math.max(0, Number(known.get("mtime") ?? header.modified) || 0),
		target: (known.get("linkpath") ?? header.target).toString("utf8")
	};
}
function broken(what, how) {
	return new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is ${how}`);
}
// src/rootfs/alpine/apk.ts
/** What a member of a package may be when it is unpacked. */
const maxBytes$1 = 512 << 20;
/**
* Checks a package as `apk` itself does: by a key that the root file system has.
* @param bytes the whole file
* @param keyNamed the key's text by its file name, `\u2026@lists.alpinelinux.org-6165ee59.rsa.pub`
* @throws UmlRunError `download-failed` when it is damaged, `download-untrusted` when it is not signed by such a key
*/
async function openApk(bytes, keyNamed, what) {
	const [signature, control, data] = await membersOf(bytes, what);
	if (!signature || !control || !data) throw untrusted(what, "is not a signed apk package");
	const [name, signed] = (await membersNamed(signature.content, what, (name) => name.startsWith(".SIGN.")))[0] ?? [];
	const [, algorithm, keyName] = /^\.SIGN\.(RSA|RSA256)\.([^/]+)$/.exec(name ?? "") ?? [];
	if (!algorithm || !keyName || !signed) throw untrusted(what, "is not signed");
	const key = keyNamed(keyName);
	if (!key) throw untrusted(what, `is signed with the key ${keyName}, which the root file system does not have in /etc/apk/keys`);
	if (!(0, node_crypto.verify)(algorithm === "RSA" ? "RSA-SHA1" : "RSA-SHA256", control.packed, key, signed)) throw untrusted(what, `does not match its signature by the key ${keyName}`);
	const [, info] = (await membersNamed(control.content, what, (name) => name === ".PKGINFO"))[0] ?? [];
	const text = info?.toString("utf8") ?? "";
	const digest = /^datahash = ([0-9a-f]{64})$/m.exec(text)?.[1];
	if (require_run.digestOf(data.packed) !== digest) throw untrusted(what, "has other files in it than those that were signed");
	return {
		info: text,
		files: () => readTar(once$1(data.content), what)
	};
}
async function membersOf(bytes, what) {
	const members = [];
	try {
		for (let at = 0; at < bytes.length;) {
			const start = at + headerLength(bytes.subarray(at));
			const { content, packedLength } = await inflate(bytes.subarray(start));
			const end = start + packedLength + 8;
			members.push({
				packed: bytes.subarray(at, end),
				content
			});
			at = end;
		}
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("download-failed", `${what} is damaged: ${require_compile_cache.messageOf(cause)}`, { cause });
	}
	return members;
}
/** @param bytes deflated data, and perhaps something else behind it */
async function inflate(bytes) {
	const engine = (0, node_zlib.createInflateRaw)();
	engine.end(bytes);
	const pieces = [];
	let size = 0;
	for await (const piece of engine) {
		size += piece.length;
		if (size > maxBytes$1) throw new Error(`it has more than 512 MB in it`);
		pieces.push(piece);
	}
	return {
		content: Buffer.concat(pieces),
		packedLength: engine.bytesWritten
	};
}
/** RFC 1952 */
function headerLength(bytes) {
	if (bytes.length < 18 || bytes.readUInt16BE(0) !== 8075) throw new Error("a gzip member is missing");
	const flags = bytes.readUInt8(3);
	let at = 10;
	if (flags & 4) at += 2 + bytes.readUInt16LE(at);
	for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
	return at + (flags & 2 ? 2 : 0);
}
async function membersNamed(tar, what, isWanted) {
	const found = [];
	for await (const { name, content } of readTar(once$1(tar, Buffer.alloc(1024)), what)) {
		if (name === void 0 || !isWanted(name)) continue;
		const pieces = [];
		for await (const piece of content()) pieces.push(piece);
		found.push([name, Buffer.concat(pieces)]);
	}
	return found;
}
async function* once$1(...pieces) {
	yield* pieces;
}
function untrusted(what, how) {
	return new require_compile_cache.UmlRunError("download-untrusted", `${what} ${how}`);
}
// src/rootfs/alpine/index-text.ts
/**
* What a mirror's `APKINDEX.tar.gz` says.
* @param index its bytes
* @returns undefined when there is no index in it
*/
async function indexText(index, what) {
	const bytes = async function* () {
		yield (0, node_zlib.gunzipSync)(index);
		yield Buffer.alloc(1024);
	};
	for await (const { name, content } of readTar(bytes(), what)) {
		if (name !== "APKINDEX") continue;
		const pieces = [];
		for await (const piece of content()) pieces.push(piece);
		return Buffer.concat(pieces).toString("utf8");
	}
}
// src/rootfs/alpine/apk-index.ts
/** Where a mirror has no index, this many packages are looked into, one by one. */
const maxUnindexed = 200;
/**
* The packages in a folder of a mirror: by its index, or by looking into each where there is none.
* @param keyNamed keys that packages without an index have to be signed with
*/
async function packagesIn(mirror, folder, keyNamed, signal) {
	const index = await require_run.readFrom(mirror, `${folder}/APKINDEX.tar.gz`, signal);
	if (index) return parseIndex(await textOf(index, String(require_run.placeOn(mirror, `${folder}/APKINDEX.tar.gz`))), folder);
	const names = (await require_run.listOf(mirror, `${folder}/`, signal)).filter((name) => name.endsWith(".apk"));
	if (names.length > maxUnindexed) throw new require_compile_cache.UmlRunError("download-failed", `"${require_run.placeOn(mirror, folder)}" has ${names.length} packages and no APKINDEX.tar.gz to find one in`);
	const found = [];
	for (const name of names) {
		const path = `${folder}/${name}`;
		const bytes = await require_run.readFrom(mirror, path, signal);
		if (bytes) found.push(parseInfo((await openApk(bytes, keyNamed, String(require_run.placeOn(mirror, path)))).info, path));
	}
	return found;
}
async function textOf(index, what) {
	const text = await indexText(index, what);
	if (text === void 0) throw new require_compile_cache.UmlRunError("download-failed", `${what} has no APKINDEX in it`);
	return text;
}
/** One letter a line: `P:` the name, `V:` the version, `D:` what it depends on, `p:` what it provides. */
function parseIndex(text, folder) {
	return text.split("\n\n").flatMap((item) => {
		const field = (letter) => new RegExp(`^${letter}:(.*)$`, "m").exec(item)?.[1] ?? "";
		const [name, version] = [field("P"), field("V")];
		if (name === "") return [];
		const path = `${folder}/${name}-${version}.apk`;
		const [depends, provides] = [words(field("D")), words(field("p"))];
		return [withBareNames({
			name,
			version,
			path,
			depends,
			provides,
			priority: Number(field("k")) || 0
		})];
	});
}
function parseInfo(text, path) {
	const fields = (name) => Array.from(text.matchAll(new RegExp(`^${name} = (.*)$`, "gm")), ([, value = ""]) => value);
	const [name = "", version = ""] = [fields("pkgname")[0], fields("pkgver")[0]];
	const priority = Number(fields("provider_priority")[0]) || 0;
	return withBareNames({
		name,
		version,
		path,
		depends: fields("depend"),
		provides: fields("provides"),
		priority
	});
}
/** Leaves out conditions on versions, and what must not be installed (`!name`), which apk itself checks. */
function withBareNames({ depends, provides, ...others }) {
	const needed = depends.filter((name) => !name.startsWith("!"));
	return {
		...others,
		depends: needed.map(bare),
		provides: provides.map(bare)
	};
}
const words = (text) => text.split(" ").filter((word) => word !== "");
const bare = (name) => name.replace(/[<>=~@].*$/, "");
// src/rootfs/rootfs-options.ts
const usualLimit = 8192;
/** Bytes that an unpacked rootfs may take. */
function limitOf({ limitMegabytes = usualLimit }) {
	return limitMegabytes * 2 ** 20;
}
// src/rootfs/tree/entry-error.ts
/** How an entry cannot be, by the code of the error that it gives. */
const problems = {
	ERR_INVALID_ARG_VALUE: "with a NUL in its name or target",
	ENAMETOOLONG: "whose name or target is too long for a file",
	EINVAL: "which this machine takes for invalid",
	EILSEQ: "which this machine takes for invalid",
	EMLINK: "which has more hard links than this machine allows"
};
/**
* What is wrong with an entry that the system, or Node before it, refuses.
* @param what the entry comes from, for messages
* @returns the error itself where it says nothing about the entry
*/
function explained(cause, what, name) {
	const problem = problems[require_compile_cache.errnoOf(cause) ?? ""];
	return problem === void 0 ? cause : unusable(what, name, problem, cause);
}
/** @param problem follows the entry's name */
function unusable(what, name, problem, cause) {
	const message = `${what} has the entry ${require_run.quoted(name)}, ${problem}: it is damaged, or not a root file system`;
	return new require_compile_cache.UmlRunError("rootfs-invalid", message, { cause });
}
// src/rootfs/tree/writer.ts
/** Bytes of the longest path that the system takes. */
const maxPath = 4095;
/** Seconds since the epoch. Only damaged archives have later ones, and no file system takes just any. */
const maxTime = 2 ** 32 - 1;
/**
* Puts entries into a tree on the disk, and nothing outside of it whatever they say. Files belong to whoever writes
* them, who can always read them; device nodes, pipes and sockets are left out, for a guest has its own.
*/
var TreeWriter = class {
	/** What was left out, for a note to the user. */
	leftOut = {
		special: 0,
		unnameable: 0
	};
	#root;
	#what;
	#limit;
	#bytes = 0;
	#parent;
	/**
	* @param root an empty folder
	* @param what the entries come from, for messages
	* @param limit bytes that the tree may take
	*/
	constructor(root, what, limit) {
		this.#root = root;
		this.#what = what;
		this.#limit = limit;
	}
	/**
	* @returns where it is, relative to the root; undefined when it was left out
	* @throws UmlRunError `rootfs-invalid` when it would end up outside, or no file can be called that;
	*   `rootfs-too-large` when the limit is exceeded; the system's error
	*/
	async add(entry) {
		const { name, type, size } = entry;
		this.#take(name ?? "", type === "file" ? size : 0);
		if (name === void 0) return this.#leaveOut("unnameable");
		if (type === "other") return this.#leaveOut("special");
		try {
			return await this.#put(entry, name);
		} catch (cause) {
			throw explained(cause, this.#what, name);
		}
	}
	/**
	* Where a name leads, its folders' links followed within the tree; folders that it lacks are made.
	* @throws UmlRunError as `add`
	*/
	place(name) {
		try {
			return this.#placeOf(name);
		} catch (cause) {
			throw explained(cause, this.#what, name);
		}
	}
	async #put(entry, name) {
		const path = this.#placeOf(name);
		if (path === "") return path;
		const there = (0, node_fs.lstatSync)((0, node_path.join)(this.#root, path), { throwIfNoEntry: false });
		if (entry.type === "folder") this.#folder(path, entry.mode, there?.isDirectory() ?? false);
		else {
			const linked = entry.type === "hardlink" ? this.#linked(name, entry.target) : "";
			if (linked === path) return path;
			this.remove(path);
			if (entry.type === "symlink") this.#symlink(path, entry.target);
			else if (entry.type === "hardlink") (0, node_fs.linkSync)((0, node_path.join)(this.#root, linked), (0, node_path.join)(this.#root, path));
			else await this.#file(path, name, entry);
		}
		return path;
	}
	#placeOf(name) {
		const parts = this.#partsOf(name);
		const last = parts.pop();
		if (last === void 0) return "";
		const parent = parts.join("/");
		if (this.#parent?.name !== parent) this.#parent = {
			name: parent,
			path: this.#makeFolders(parts, name)
		};
		return (0, node_path.join)(this.#parent.path, last);
	}
	/** Removes whatever is at a path that `place` gave. */
	remove(path) {
		this.#parent = void 0;
		(0, node_fs.rmSync)((0, node_path.join)(this.#root, path), {
			recursive: true,
			force: true
		});
	}
	/** @returns the paths of what is in the folder at that path; none where there is no folder */
	list(path) {
		return (0, node_fs.lstatSync)((0, node_path.join)(this.#root, path), { throwIfNoEntry: false })?.isDirectory() ? (0, node_fs.readdirSync)((0, node_path.join)(this.#root, path)).map((name) => (0, node_path.join)(path, name)) : [];
	}
	#leaveOut(why) {
		this.leftOut[why]++;
	}
	/** Called before anything of it is written. Even an empty entry costs some space. */
	#take(name, size) {
		this.#bytes += 4096 * (1 + Math.ceil(size / 4096));
		if (this.#bytes > this.#limit) throw new require_compile_cache.UmlRunError("rootfs-too-large", `${this.#what} is larger than ${Math.floor(this.#limit / 2 ** 20)} MB when unpacked (at ${require_run.quoted(name)}): if that is right, raise --rootfs-limit`);
	}
	#partsOf(name, of = "has the entry") {
		if (Buffer.byteLength(name) > maxPath) throw unusable(this.#what, name, "which is too long for a path");
		const parts = name.split("/").filter((part) => part !== "" && part !== ".");
		const reason = name.startsWith("/") ? "has an absolute name" : parts.includes("..") ? "climbs out with \"..\"" : "";
		if (reason !== "") throw this.#outside(`${of} ${require_run.quoted(name)}, which ${reason}`);
		return parts;
	}
	#makeFolders(parts, name) {
		let path = "";
		for (const part of parts) {
			const next = (0, node_path.join)(path, part);
			const stats = (0, node_fs.lstatSync)((0, node_path.join)(this.#root, next), { throwIfNoEntry: false });
			if (!stats) {
				this.#take(name, 0);
				this.#folder(next, 493, false);
			}
			path = stats?.isSymbolicLink() ? this.#throughLink(next, name) : next;
			if (stats && !stats.isDirectory() && !stats.isSymbolicLink()) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${this.#what} has both the file ${path} and ${require_run.quoted(name)} below it`);
		}
		return path;
	}
	/** Absolute targets mean the tree's own root, as in a guest. */
	#throughLink(link, name) {
		const place = require_run.follow(this.#root, link);
		if (place?.exists && !require_run.climbs(link, (0, node_fs.readlinkSync)((0, node_path.join)(this.#root, link)))) return place.path;
		const target = JSON.stringify((0, node_fs.readlinkSync)((0, node_path.join)(this.#root, link)));
		throw this.#outside(`has the entry ${require_run.quoted(name)}, which goes through the link ${link} to ${target}, which does not exist in the tree`);
	}
	#linked(name, target) {
		const parts = this.#partsOf(target, `has the hard link ${require_run.quoted(name)} to`);
		const place = require_run.follow(this.#root, parts.join("/"), { last: false });
		const stats = place?.exists && (0, node_fs.lstatSync)((0, node_path.join)(this.#root, place.path), { throwIfNoEntry: false });
		if (place && stats && !stats.isDirectory()) return place.path;
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `${this.#what} has the hard link ${require_run.quoted(name)} to ${require_run.quoted(target)}, which is not in it`);
	}
	#symlink(path, target) {
		if (target === "") throw unusable(this.#what, path, "a symbolic link to nothing");
		(0, node_fs.symlinkSync)(target, (0, node_path.join)(this.#root, path));
	}
	#folder(path, mode, isThere) {
		if (!isThere) {
			if ((0, node_fs.lstatSync)((0, node_path.join)(this.#root, path), { throwIfNoEntry: false })) this.remove(path);
			(0, node_fs.mkdirSync)((0, node_path.join)(this.#root, path));
		}
		(0, node_fs.chmodSync)((0, node_path.join)(this.#root, path), mode & 4095 | 448);
	}
	async #file(path, name, { mode, modified, size, content }) {
		const file = (0, node_fs.openSync)((0, node_path.join)(this.#root, path), "wx", 384);
		try {
			let written = 0;
			for await (const bytes of content()) {
				for (let done = 0; done < bytes.length;) done += (0, node_fs.writeSync)(file, bytes, done);
				written += bytes.length;
			}
			if (written !== size) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${this.#what} is truncated: ${require_run.quoted(name)} is cut short`);
			(0, node_fs.fchmodSync)(file, mode & 4095 | 256);
			const time = Math.min(modified, maxTime);
			(0, node_fs.futimesSync)(file, time, time);
		} finally {
			(0, node_fs.closeSync)(file);
		}
	}
	#outside(what) {
		return new require_compile_cache.UmlRunError("rootfs-invalid", `${this.#what} ${what}: it would end up outside the root file system`);
	}
};
// src/rootfs/tree/unpack-tree.ts
/**
* Creates a folder and puts all entries into it.
* @throws UmlRunError `rootfs-invalid` for an entry that cannot be in a root file system, `rootfs-too-large`; the
* signal's
*   reason
*/
async function unpackTree(entries, folder, options) {
	const writer = await openTree(folder, options);
	for await (const entry of entries) {
		options.signal?.throwIfAborted();
		await writer.add(entry);
	}
	tellLeftOut(writer, options);
}
async function openTree(folder, { what, limit }) {
	await (0, node_fs_promises.mkdir)(folder, { recursive: true });
	await (0, node_fs_promises.chmod)(folder, 448);
	return new TreeWriter(folder, what, limit);
}
function tellLeftOut({ leftOut }, { what, log }) {
	const parts = [...leftOut.unnameable ? [`${leftOut.unnameable} whose names are not UTF-8`] : [], ...leftOut.special ? [`${leftOut.special} device nodes, pipes and sockets`] : []];
	if (parts.length > 0) log.info(`${what}: left out ${parts.join(" and ")}`);
}
// src/rootfs/alpine/gcompat.ts
var gcompat_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ provideGcompat: () => provideGcompat });
/** Increase it whenever something else is made from the same packages. */
const layout$4 = 1;
/** gcompat and what it depends on. */
const packages$1 = [
	"gcompat",
	"libucontext",
	"musl-obstack"
];
/**
* Alpine's own way to run programs for glibc: the files of its package gcompat, for the places where they belong.
* @throws UmlRunError `option-invalid` when the rootfs is not Alpine; `download-failed` or `download-untrusted`
*/
async function provideGcompat(rootfs, options, context) {
	const { log, signal } = context;
	const folder = `${branchOf(rootfs)}/main/x86_64`;
	const mirror = await openAlpineMirror(options.alpineMirror);
	const files = await findFiles();
	const keys = keysOf(rootfs);
	const key = `gcompat-${layout$4}_${branchOf(rootfs)}_${require_run.keyOf(...files, ...keys.map(({ text }) => text))}`;
	const { folder: place } = await require_run.entry(context, "rootfs", key, fill);
	return filesIn((0, node_path.join)(place, "tree"));
	function findFiles() {
		const search = () => findPackages$1(mirror, folder, signal);
		if (typeof mirror.base === "string") return search();
		const options = {
			isValid: require_run.arrayOf$1(require_run.isText),
			what: "Alpine's gcompat"
		};
		return require_run.cachedLookup(context, `gcompat-${require_run.keyOf(mirror.base.href, folder)}`, options, search);
	}
	async function fill(made) {
		if (typeof mirror.base !== "string") require_run.requireNetwork(context, "gcompat");
		log.progress(`fetching gcompat from ${mirror.name}`);
		const tree = await openTree((0, node_path.join)(made, "tree"), {
			what: "gcompat",
			limit: limitOf(options),
			log,
			signal
		});
		for (const file of files) {
			const path = `${folder}/${file}`;
			const what = String(require_run.placeOn(mirror, path));
			const bytes = await require_run.readFrom(mirror, path, signal);
			if (!bytes) throw new require_compile_cache.UmlRunError("download-failed", `"${what}" is not there`);
			const apk = await openApk(bytes, (name) => keys.find((key) => key.name === name)?.text, what);
			for await (const member of apk.files()) await tree.add(member);
		}
	}
}
/** @returns the folder of the mirror for the release that the rootfs is of: `v3.19` */
function branchOf(rootfs) {
	const file = require_run.fileInRootfs(rootfs, "/etc/alpine-release");
	if (file === void 0) throw new require_compile_cache.UmlRunError("option-invalid", `--libraries gcompat: rootfs "${rootfs.spec}" is not Alpine (no /etc/alpine-release); use --libraries auto`);
	const series = /^(\d+\.\d+)\.\d+\s*$/.exec((0, node_fs.readFileSync)(file, "utf8"))?.[1];
	return series === void 0 ? "edge" : `v${series}`;
}
function keysOf(rootfs) {
	const folder = require_run.fileInRootfs(rootfs, "/etc/apk/keys");
	if (folder === void 0) return [];
	return (0, node_fs.readdirSync)(folder).filter((name) => name.endsWith(".pub")).sort().flatMap((name) => {
		const file = require_run.fileInRootfs(rootfs, `/etc/apk/keys/${name}`);
		return file === void 0 ? [] : {
			name,
			text: (0, node_fs.readFileSync)(file)
		};
	});
}
/** By the mirror's index, or by the list of its files where it has none. */
async function findPackages$1(mirror, folder, signal) {
	const index = await require_run.readFrom(mirror, `${folder}/APKINDEX.tar.gz`, signal);
	const names = index ? await namesIn(index, String(require_run.placeOn(mirror, folder))) : await require_run.listOf(mirror, `${folder}/`, signal);
	return packages$1.map((name) => {
		const file = names.find((file) => file.startsWith(`${name}-`) && /^\d[^/]*\.apk$/.test(file.slice(name.length + 1)));
		if (file) return file;
		throw new require_compile_cache.UmlRunError("download-failed", `--libraries gcompat: "${require_run.placeOn(mirror, folder)}" has no package ${name}`);
	});
}
async function namesIn(index, what) {
	return ((await indexText(index, what))?.split("\n\n") ?? []).map((item) => `${/^P:(.*)$/m.exec(item)?.[1]}-${/^V:(.*)$/m.exec(item)?.[1]}.apk`);
}
function filesIn(tree) {
	return (0, node_fs.readdirSync)(tree, {
		recursive: true,
		withFileTypes: true
	}).filter((item) => !item.isDirectory()).flatMap(({ parentPath, name }) => {
		const path = `/${(0, node_path.relative)(tree, (0, node_path.join)(parentPath, name))}`;
		const place = require_run.follow(tree, path);
		return place?.exists ? {
			path,
			source: (0, node_path.join)(tree, place.path)
		} : [];
	});
}
// src/rootfs/alpine/wanted-packages.ts
/** Where `apk` keeps what is installed; newer versions use the second. */
const databases = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
/**
* The packages of a mirror that have to be installed for some to be there, with all that they need and the rootfs
* lacks.
* @throws UmlRunError `package-not-found` for a name that no package has, `download-failed` for one that another
* package needs
*/
function wantedPackages(names, available, rootfs) {
	const there = new Set(installedIn(rootfs).flatMap(({ name, provides }) => [name, ...provides]));
	const chosen = /* @__PURE__ */ new Map();
	const waiting = names.map((name) => ({ name }));
	for (let next = waiting.shift(); next; next = waiting.shift()) {
		const { name, by } = next;
		if (there.has(name)) continue;
		const found = providerOf(name, available);
		if (!found) throw lacking(name, by, available);
		chosen.set(found.name, found);
		for (const one of [found.name, ...found.provides]) there.add(one);
		waiting.push(...found.depends.map((one) => ({
			name: one,
			by: found
		})));
	}
	return [...chosen.values()];
}
function installedIn(rootfs) {
	const file = databases.map((path) => require_run.fileInRootfs(rootfs, path)).find((path) => path !== void 0);
	return file === void 0 ? [] : parseIndex((0, node_fs.readFileSync)(file, "utf8"), "");
}
function providerOf(name, available) {
	const named = available.find((one) => one.name === name);
	if (named) return named;
	return available.filter(({ provides }) => provides.includes(name)).sort((one, other) => other.priority - one.priority)[0];
}
function lacking(name, by, available) {
	if (by) return new require_compile_cache.UmlRunError("download-failed", `--rootfs-packages: ${by.name} needs ${name}, which the mirror does not have`);
	const near = available.filter((one) => one.name.includes(name) || name.includes(one.name)).slice(0, 8);
	const hint = near.length > 0 ? `; it has ${near.map((one) => one.name).join(", ")}` : "";
	return new require_compile_cache.UmlRunError("package-not-found", `--rootfs-packages "${name}": the mirror has no package of that name${hint}`);
}
// src/rootfs/alpine/alpine-packages.ts
/** Packages of Alpine's mirror. `apk` checks the signature of each file. */
async function alpinePackages(rootfs, names, options, context) {
	const { log, signal } = context;
	const mirror = await openAlpineMirror(options.alpineMirror);
	const keys = keysOf(rootfs);
	const keyNamed = (name) => keys.find((key) => key.name === name)?.text;
	if (typeof mirror.base !== "string") require_run.requireNetwork(context, `the list of packages of ${mirror.name}`);
	log.progress(`looking for packages on ${mirror.name}`);
	const available = [];
	for (const part of ["main", "community"]) available.push(...await packagesIn(mirror, `${branchOf(rootfs)}/${part}/x86_64`, keyNamed, signal));
	const wanted = wantedPackages(names, available, rootfs);
	return {
		identity: wanted.map(({ name, version }) => `${name}-${version}`).sort(),
		async fetch(folder) {
			for (const { name, version, path } of wanted) {
				log.progress(`fetching ${name} ${version}`);
				if (!await require_run.fetchFrom(mirror, path, (0, node_path.join)(folder, `${name}-${version}.apk`), { signal })) throw new require_compile_cache.UmlRunError("download-failed", `"${require_run.placeOn(mirror, path)}" is not there`);
			}
		},
		command: "apk add --force-non-repository --no-network --no-cache --no-progress --repositories-file /dev/null \"$1\"/*.apk"
	};
}
// src/rootfs/debian-packages.ts
/**
* Packages of a Debian archive, for a tree of the same distribution. This machine's apt chooses them, by what the tree
* has, and checks their signatures; the tree's own `dpkg` installs them.
*
* @param identity stands for the rootfs and the names
* @param source where packages of a suite come from
*/
async function debianPackages({ rootfs, names, identity }, source, context) {
	const suite = suiteOf(rootfs);
	const status = require_run.fileInRootfs(rootfs, "/var/lib/dpkg/status");
	if (status === void 0) throw new require_compile_cache.UmlRunError("rootfs-invalid", `--rootfs-packages: rootfs "${rootfs.spec}" has no /var/lib/dpkg/status`);
	const folder = (0, node_path.join)(context.cache.folder, "apt", `rootfs-${suite}`);
	const open = async () => require_run.privateApt(folder, await source(suite), context);
	return {
		identity: await require_run.cachedLookup(context, `packages-${identity}`, {
			isValid: require_run.arrayOf$1(require_run.isText),
			what: "what --rootfs-packages installs"
		}, choose),
		fetch: fetchInto,
		command: `dpkg -i "$1"/*.deb || { dpkg --configure -a && dpkg -i "$1"/*.deb; }`
	};
	/** @returns the names of the packages' files */
	async function choose() {
		context.log.progress(`looking for packages of ${suite}`);
		const apt = await open();
		const problem = await require_run.update(apt, context);
		if (problem !== void 0) throw new require_compile_cache.UmlRunError("archive-unavailable", `--rootfs-packages: ${suite}: ${problem}`);
		const stdout = await install(apt, ["--print-uris"]);
		return Array.from(stdout.matchAll(/^'[^']*' (\S+\.deb) \d+ (\S+)$/gm), ([, file, digest]) => `${file} ${digest}`);
	}
	async function fetchInto(target) {
		require_run.requireNetwork(context, `${names.join(", ")} of ${suite}`);
		context.log.progress(`fetching packages of ${suite}`);
		const archives = (0, node_path.join)(target, "../archives");
		await (0, node_fs_promises.mkdir)((0, node_path.join)(archives, "partial"), { recursive: true });
		await install(await open(), [
			"--download-only",
			"-o",
			`Dir::Cache::archives=${archives}`
		]);
		for (const file of await (0, node_fs_promises.readdir)(archives)) if (file.endsWith(".deb")) await (0, node_fs_promises.rename)((0, node_path.join)(archives, file), (0, node_path.join)(target, file));
	}
	async function install(apt, words) {
		const args = [
			"-q",
			"-y",
			"--no-install-recommends",
			...[
				"-o",
				`Dir::State::Status=${status}`,
				"-o",
				"Debug::NoLocking=1"
			],
			...words,
			"install",
			"--",
			...names
		];
		const { ok, stdout, stderr } = await require_run.runApt(apt, "apt-get", args, context);
		if (ok) return stdout;
		const isAbsent = /Unable to locate package|has no installation candidate/.test(stderr);
		throw new require_compile_cache.UmlRunError(isAbsent ? "package-not-found" : "archive-unavailable", `--rootfs-packages: ${require_run.aptWords(stderr)}`);
	}
}
function suiteOf(rootfs) {
	const file = require_run.fileInRootfs(rootfs, "/etc/os-release");
	const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(file ? (0, node_fs.readFileSync)(file, "utf8") : "")?.[1];
	if (codename) return codename;
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `--rootfs-packages: rootfs "${rootfs.spec}" does not say which suite it is (no VERSION_CODENAME in /etc/os-release)`);
}
// src/rootfs/identity.ts
/**
* What a rootfs is, as 32 hexadecimal digits: the name of its cache entry, or for a folder of the user's what its files
* look like from outside: names, sizes and times.
*/
function identityOf({ path }, cache) {
	const entry = (0, node_path.relative)((0, node_path.join)(cache.folder, "rootfs"), path);
	const hash = (0, node_crypto.createHash)("sha256");
	if (!entry.startsWith("..")) hash.update(entry);
	else for (const line of linesOf(path)) hash.update(line).update("\0");
	return hash.digest("hex").slice(0, 32);
}
function* linesOf(path) {
	for (const { name } of (0, node_fs.readdirSync)(path, { withFileTypes: true }).sort((one, other) => one.name < other.name ? -1 : 1)) {
		const here = (0, node_path.join)(path, name);
		const stats = (0, node_fs.lstatSync)(here);
		yield `${here} ${stats.mode} ${stats.size} ${stats.isDirectory() ? "" : stats.mtimeMs} ${stats.ino}`;
		if (stats.isDirectory()) yield* linesOf(here);
	}
}
// src/provision/install-packages.ts
/** Half of the guest's memory is for what is installed. */
const memoryMegabytes = 3072;
const maxSeconds = 900;
/** Folders that every guest makes itself; patterns of a shell. */
const own = [
	...require_run.guestFolders,
	".written",
	"lost+found"
];
/**
* Installs packages in a guest without a network, and writes the whole tree to a tar archive.
* @param archive path of the archive on the host
* @throws UmlRunError `package-install-failed` with the end of the package manager's output; `disk-full`; the signal's
* reason
*/
async function installPackages(packages, archive, job, { log, signal }) {
	const { rootfs, kernel, scratch, options } = job;
	const { folder: share } = await require_run.stage((0, node_path.join)(scratch.folder, "share"), [], async (path) => require_run.placeInRootfs(rootfs, path));
	await (0, node_fs_promises.mkdir)((0, node_path.join)(share, "programs/packages"));
	await packages.fetch((0, node_path.join)(share, "programs/packages"));
	const names = options.rootfsPackages.join(", ");
	log.progress(`installing ${names}`);
	const tree = (0, node_fs.openSync)(archive, "w");
	let output = "";
	try {
		checkInstalled(await require_run.runGuestOnce(kernel, installTest(names, packages), settingsFor(share, job), {
			name: "packages",
			bootTimeoutSeconds: options.bootTimeoutSeconds,
			...signal && { signal },
			onEvent(event) {
				if (event.type !== "bytes") return;
				if (event.stream === "stdout") append(tree, event.bytes, archive);
				else output = (output + event.bytes.toString("utf8")).slice(-2e3);
			}
		}), names, output);
	} finally {
		(0, node_fs.closeSync)(tree);
	}
}
function installTest(names, { command }) {
	return {
		name: names,
		program: {
			path: "/bin/sh",
			format: "unknown",
			inRootfs: true,
			libraries: [],
			siblings: []
		},
		arguments: [
			"-c",
			`exec 3>&1 >&2
    touch /usr/.writable && rm /usr/.writable || exit
    ${command} || exit
    cd / && set --
    for name in * .[!.]*; do
      case $name in ${own.join("|")}) continue;; esac
      { [ -e "$name" ] || [ -L "$name" ]; } && set -- "$@" "$name"
    done
    tar -c -f - -- "$@" >&3`,
			"sh",
			"/programs/packages"
		],
		environment: {
			DEBIAN_FRONTEND: "noninteractive",
			LC_ALL: "C"
		},
		timeoutSeconds: maxSeconds
	};
}
function settingsFor(share, { rootfs, kernel, scratch, options }) {
	return {
		rootfs: rootfs.path,
		hidden: rootfs.hidden ?? [],
		share,
		steps: require_run.layoutSteps(rootfs.path, (0, node_path.join)(share, "libraries"), rootfs.hidden, true),
		scratch,
		memoryMegabytes,
		fastBoot: options.fastBoot,
		kernelArguments: require_run.commandLineOf(kernel, options),
		sandbox: options.sandbox === "auto",
		defaults: {
			environment: {},
			user: 0,
			group: 0
		}
	};
}
function append(file, bytes, path) {
	try {
		(0, node_fs.writeFileSync)(file, bytes);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError(require_compile_cache.isDiskFull(cause) ? "disk-full" : "package-install-failed", `--rootfs-packages: cannot write ${path}: ${require_compile_cache.messageOf(cause)}; ${require_compile_cache.howToHaveRoom}`, { cause });
	}
}
function checkInstalled(report, names, output) {
	const { outcome } = report;
	const end = output.trim().split("\n").slice(-6).join(" ").replaceAll(/\s+/g, " ");
	const { verdict, message } = outcome ? require_run.judge({
		...outcome.observation,
		noExit: outcome.noExit
	}, require_run.byEndAlone) : {
		verdict: "errored",
		message: require_run.explain(report)
	};
	if (verdict === "passed") return;
	throw new require_compile_cache.UmlRunError("package-install-failed", `--rootfs-packages ${names}: ${message}; the end of its output: ${end || "(none)"}`);
}
// src/provision/packages.ts
var packages_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ withPackages: () => withPackages });
/** Change this number whenever the same packages would give another result. */
const layout$3 = 1;
/**
* The rootfs with packages installed, of which there are some: from the cache, or by its own package manager in a guest
* without a network, which this machine hands the files.
* @throws UmlRunError `package-not-found` for a package or a package manager that does not exist, others when it
* cannot be done
*/
async function withPackages(rootfs, options, context) {
	const base = identityOf(rootfs, context.cache);
	const packages = await findPackages(rootfs, base, options, context);
	if (packages.identity.length === 0) return rootfs;
	const key = `packages-${layout$3}_${require_run.keyOf(base, ...packages.identity)}`;
	const { folder } = await require_run.entry(context, "rootfs", key, fill);
	return {
		...rootfs,
		path: (0, node_path.join)(folder, "tree")
	};
	async function fill(folder) {
		const [spec = "auto"] = options.kernels;
		const kernel = await require_run.provideKernel(spec, require_run.kernelOptions(options), context);
		const scratch = require_run.makeScratch();
		try {
			const archive = (0, node_path.join)(scratch.folder, "tree.tar");
			await installPackages(packages, archive, {
				rootfs,
				kernel,
				scratch,
				options
			}, context);
			const { log, signal } = context;
			const unpacking = {
				what: "the rootfs with its packages",
				limit: limitOf(require_run.rootfsOptions(options)),
				log,
				signal
			};
			await unpackTree(withoutModules(readTar((0, node_fs.createReadStream)(archive), unpacking.what)), (0, node_path.join)(folder, "tree"), unpacking);
		} finally {
			scratch.remove();
		}
	}
}
async function findPackages(rootfs, base, options, context) {
	const { rootfsPackages: names } = options;
	if (rootfs.spec === "host") throw new require_compile_cache.UmlRunError("package-not-found", "--rootfs-packages: the rootfs \"host\" is this machine; install them here");
	if (["/sbin/apk", "/usr/bin/apk"].some((path) => require_run.rootfsHas(rootfs, path))) return alpinePackages(rootfs, names, require_run.rootfsOptions(options), context);
	if (!require_run.rootfsHas(rootfs, "/usr/bin/dpkg") || !require_run.rootfsHas(rootfs, "/var/lib/dpkg/status")) throw new require_compile_cache.UmlRunError("package-not-found", `--rootfs-packages: the rootfs "${rootfs.spec}" has neither apk nor dpkg; choose another`);
	const source = async (suite) => ({
		...await require_run.debianArchive(options.aptArchive, context),
		suite,
		keyring: await require_run.debianKeyring((0, node_path.join)(context.cache.folder, "apt"), context)
	});
	return debianPackages({
		rootfs,
		names,
		identity: require_run.keyOf(base, ...names)
	}, source, context);
}
/** Modules of the kernel that ran the installation do not belong to the rootfs. */
async function* withoutModules(entries) {
	for await (const entry of entries) if (!/^(?:\.\/)?(?:usr\/)?lib\/modules\/./.test(entry.name ?? "")) yield entry;
}
// src/rootfs/tool-output.ts
/**
* What a tool of this machine writes to its standard output, while it runs.
*
* The last piece is held back until the tool has ended well: its error comes before whoever reads would take the output
* for one that is cut short. The tool is killed when nobody wants more.
*/
async function* toolOutput(run) {
	const child = (0, node_child_process.spawn)(run.command, run.args, {
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		],
		env: {
			...process.env,
			LC_ALL: "C",
			...run.environment
		}
	});
	await (0, node_events.once)(child, "spawn").catch((cause) => {
		throw run.unstartable(cause);
	});
	let stderr = "";
	child.stderr.on("data", (bytes) => {
		stderr = (stderr + bytes).slice(-2e3);
	});
	const ended = (0, node_events.once)(child, "close");
	ended.catch(() => void 0);
	let last;
	try {
		for await (const piece of child.stdout) {
			if (last) yield last;
			last = piece;
		}
		const [code] = await ended;
		if (code !== 0) throw run.failed(require_run.lastLines(stderr));
		if (last) yield last;
	} finally {
		child.kill();
	}
}
// src/rootfs/tar/decompress.ts
/** Compressions by a file's first bytes, and the package whose tool undoes them where Node does not. */
const compressions = [
	{
		magic: Buffer.from([31, 139]),
		tool: "gzip",
		from: ""
	},
	{
		magic: Buffer.from([
			253,
			55,
			122,
			88,
			90,
			0
		]),
		tool: "xz",
		from: "xz-utils"
	},
	{
		magic: Buffer.from([
			40,
			181,
			47,
			253
		]),
		tool: "zstd",
		from: "zstd"
	},
	{
		magic: Buffer.from("BZh"),
		tool: "bzip2",
		from: "bzip2"
	}
];
/** @param start the file's first bytes, at least six */
function compressionOf(start) {
	return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
}
/**
* A file's bytes, decompressed where they are compressed.
* @param start its first bytes
* @throws UmlRunError `rootfs-invalid` when they are truncated or damaged, `tool-missing` when the tool cannot be
* started
*/
function decompressed(path, start, what) {
	const compression = compressionOf(start);
	if (!compression) return (0, node_fs.createReadStream)(path, { highWaterMark: 1 << 18 });
	return compression.tool === "gzip" ? gunzipped(path, what) : through(compression, path, what);
}
async function* gunzipped(path, what) {
	const file = (0, node_fs.createReadStream)(path, { highWaterMark: 1 << 18 });
	const gunzip = (0, node_zlib.createGunzip)({ chunkSize: 1 << 17 });
	file.on("error", (error) => gunzip.destroy(error));
	try {
		yield* file.pipe(gunzip);
	} catch (cause) {
		const code = require_compile_cache.errnoOf(cause);
		if (!code?.startsWith("Z_")) throw cause;
		const how = code === "Z_BUF_ERROR" ? "is truncated" : `is damaged: gzip says ${require_compile_cache.messageOf(cause)}`;
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} ${how}`, { cause });
	} finally {
		file.destroy();
	}
}
function through({ tool, from }, path, what) {
	return toolOutput({
		command: tool,
		args: [
			"-d",
			"-c",
			"--",
			path
		],
		unstartable(cause) {
			const fix = require_compile_cache.errnoOf(cause) === "ENOENT" ? `: install it (apt-get install ${from})` : `: ${require_compile_cache.messageOf(cause)}`;
			return new require_compile_cache.UmlRunError("tool-missing", `${what} needs ${tool}, which cannot be started${fix}`, { cause });
		},
		failed(stderr) {
			const how = /unexpected end|premature|truncated|incomplete/i.test(stderr) ? "is truncated" : "is damaged";
			return new require_compile_cache.UmlRunError("rootfs-invalid", `${what} ${how}: ${tool} says ${stderr}`);
		}
	});
}
// src/rootfs/tar/tarball.ts
/**
* What a tarball holds: `.tar`, and that compressed with gzip, xz, zstd or bzip2, by its content and not by its name.
* @param what for messages
*/
async function readTarball(path, what) {
	return readTar(decompressed(path, await startOf(path, 8), what), what);
}
/** @returns the first bytes of a file, zeros where it is shorter */
async function startOf(path, length) {
	const file = await (0, node_fs_promises.open)(path);
	try {
		const { buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
		return buffer;
	} finally {
		await file.close();
	}
}
// src/rootfs/alpine/alpine-version.ts
/** Versions of Alpine: `3.19` is a series, `3.19.4` a release of it, `3.20.0_rc1` one that is not out yet. */
/** @returns a negative number, 0 or a positive number; the newer is the greater */
function compareVersions(one, other) {
	const [left, right] = [numbersIn(one), numbersIn(other)];
	for (const [at, number] of left.entries()) {
		const difference = number - (right[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
function numbersIn(version) {
	return version.split(".").map(Number);
}
function newest(versions) {
	return [...versions].sort(compareVersions).at(-1);
}
/** @returns `3.19` of `3.19.4` */
function seriesOf(version) {
	return version.split(".").slice(0, 2).join(".");
}
function isRelease(version) {
	return /^\d+\.\d+\.\d+$/.test(version);
}
/** The releases whose root file systems these file names are. */
function releasesIn(names) {
	return [...new Set(names.flatMap((name) => /^alpine-minirootfs-(\d+\.\d+\.\d+)-x86_64\.tar\.gz$/.exec(name)?.[1] ?? []))];
}
/** The series whose folders these names are. */
function seriesIn(names) {
	return [...new Set(names.flatMap((name) => /^v(\d+\.\d+)$/.exec(name)?.[1] ?? []))];
}
// src/rootfs/alpine/alpine-release.ts
const isAlpineRelease = require_run.objectOf({
	version: require_run.isText,
	path: require_run.isText,
	algorithm: require_run.oneOf("sha512", "sha256"),
	digest: require_run.isText
});
/** Where a mirror that lists nothing is asked for one patch release after the other. */
const maxPatches = 15;
/**
* The release that a spec means, and its checksum.
* @param wanted a release, a series, or undefined for the newest series that the mirror has
* @throws UmlRunError `rootfs-spec-invalid` when the mirror does not have it, with those that it has; `download-failed`
* when
*   it does not answer
*/
async function findRelease(mirror, wanted, signal) {
	const version = wanted && isRelease(wanted) ? wanted : await newestOf(mirror, wanted, signal);
	const folder = folderOf(seriesOf(version));
	const path = `${folder}/alpine-minirootfs-${version}-x86_64.tar.gz`;
	for (const algorithm of ["sha512", "sha256"]) {
		const text = await require_run.readTextFrom(mirror, `${path}.${algorithm}`, signal);
		if (text === void 0) continue;
		const digest = new RegExp(`^[0-9a-f]{${algorithm === "sha512" ? 128 : 64}}\\b`, "i").exec(text.trim())?.[0];
		if (digest) return {
			version,
			path,
			algorithm,
			digest: digest.toLowerCase()
		};
		if (text.trimStart().startsWith("<")) throw require_run.webPage(String(require_run.placeOn(mirror, `${path}.${algorithm}`)));
		throw new require_compile_cache.UmlRunError("download-failed", `"${require_run.placeOn(mirror, `${path}.${algorithm}`)}" has no checksum in it`);
	}
	const there = releasesIn(await require_run.listOf(mirror, `${folder}/`, signal));
	if (there.includes(version)) throw new require_compile_cache.UmlRunError("download-failed", `"${require_run.placeOn(mirror, path)}" has no checksum beside it (.sha512 or .sha256), so it is not used`);
	throw await unknown(mirror, `alpine:${version}`, there, signal);
}
async function newestOf(mirror, wanted, signal) {
	const series = wanted ?? await newestSeries(mirror, signal);
	const folder = series === void 0 ? "latest-stable/releases/x86_64" : folderOf(series);
	const named = versionIn(await require_run.readTextFrom(mirror, `${folder}/latest-releases.yaml`, signal) ?? "");
	if (named) return named;
	const listed = newest(releasesIn(await require_run.listOf(mirror, `${folder}/`, signal)));
	if (listed) return listed;
	const probed = series && await probe(mirror, series, signal);
	if (probed) return probed;
	throw await unknown(mirror, wanted === void 0 ? "alpine" : `alpine:${wanted}`, [], signal);
}
/** @returns undefined for a mirror that has `latest-stable`, or lists nothing */
async function newestSeries(mirror, signal) {
	if (await require_run.readFrom(mirror, "latest-stable/releases/x86_64/latest-releases.yaml", signal)) return void 0;
	return newest(seriesIn(await require_run.listOf(mirror, "", signal)));
}
/** `latest-releases.yaml` is a list with a flavor and a version in each item. */
function versionIn(text) {
	const item = text.split(/^-/m).find((item) => /^\s*flavor:\s*"?alpine-minirootfs"?\s*$/m.test(item));
	return /^\s*version:\s*"?(\d+\.\d+\.\d+)"?\s*$/m.exec(item ?? "")?.[1];
}
async function probe(mirror, series, signal) {
	for (let patch = maxPatches; patch >= 0; patch--) {
		const version = `${series}.${patch}`;
		const path = `${folderOf(series)}/alpine-minirootfs-${version}-x86_64.tar.gz`;
		for (const suffix of ["sha512", "sha256"]) if (await require_run.readFrom(mirror, `${path}.${suffix}`, signal)) return version;
	}
}
const folderOf = (series) => `v${series}/releases/x86_64`;
/** Says what there is instead. */
async function unknown(mirror, spec, releases, signal) {
	const series = seriesIn(await require_run.listOf(mirror, "", signal));
	const there = [...releases.length > 0 ? releases : series].sort((one, other) => newest([one, other]) === one ? -1 : 1).slice(0, 12);
	const what = there.length > 0 ? `it has ${there.join(", ")}` : "it lists no releases; name one, such as alpine:3.19.4";
	return new require_compile_cache.UmlRunError("rootfs-spec-invalid", `rootfs "${spec}": not on the mirror "${mirror.name}"; ${what}`);
}
// src/rootfs/alpine/alpine.ts
var alpine_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ provideAlpine: () => provideAlpine });
/** Increase it whenever something else is made from the same tarball. */
const layout$2 = 1;
/** What a release is does not change: asked once a year. */
const releaseHours = 8760;
/**
* Alpine's mini root file system, from a mirror.
* @param wanted a release, a series, or undefined for the newest
*/
function provideAlpine(spec, options, context) {
	const { text, wanted } = spec;
	const recall = {
		text,
		what: "Alpine",
		isOpen: wanted === void 0 || !isRelease(wanted),
		versionOf: (key) => new RegExp(`^alpine-${layout$2}_([\\d.]+)_x86_64_`).exec(key)?.[1],
		isMeant: (version) => wanted === void 0 || [version, seriesOf(version)].includes(wanted)
	};
	return require_run.orRecall(() => provideFromMirror(spec, options, context), recall, context);
}
async function provideFromMirror({ text, wanted }, options, context) {
	const { log, signal } = context;
	const mirror = await openAlpineMirror(options.alpineMirror);
	try {
		return await make(await find(options.refresh ?? false));
	} catch (cause) {
		if (!(cause instanceof require_compile_cache.UmlRunError && cause.code === "download-untrusted")) throw cause;
		return make(await find(true));
	}
	function find(refresh) {
		const search = () => {
			log.progress(`asking ${mirror.name} for ${text}`);
			return findRelease(mirror, wanted, signal);
		};
		if (typeof mirror.base === "string") return search();
		const name = `alpine-${wanted ?? "newest"}-${require_run.keyOf(mirror.base.href)}`;
		const hours = wanted !== void 0 && isRelease(wanted) ? releaseHours : 24;
		return require_run.cachedLookup(context, name, {
			isValid: isAlpineRelease,
			refresh,
			hours
		}, search);
	}
	async function make(release) {
		const { version, digest } = release;
		const key = `alpine-${layout$2}_${version}_x86_64_${digest.slice(0, 16)}`;
		const fill = (folder, scratch) => makeTree(folder, scratch, release);
		const { folder } = await require_run.entry(context, "rootfs", key, fill);
		return {
			spec: text,
			path: (0, node_path.join)(folder, "tree")
		};
	}
	async function makeTree(folder, scratch, release) {
		const tarball = (0, node_path.join)(scratch, "tarball");
		if (typeof mirror.base !== "string") require_run.requireNetwork(context, `Alpine ${release.version}`);
		await fetchRelease(mirror, release, tarball, context);
		const what = String(require_run.placeOn(mirror, release.path));
		const limit = limitOf(options);
		await unpackTree(await readTarball(tarball, what), (0, node_path.join)(folder, "tree"), {
			what,
			limit,
			log,
			signal
		});
	}
}
async function fetchRelease(mirror, release, file, { log, signal }) {
	const { version, path, algorithm, digest: value } = release;
	log.progress(`fetching Alpine ${version} from ${mirror.name}`);
	const progress = reportProgress(`Alpine ${version} from ${mirror.name}`, log);
	if (await require_run.fetchFrom(mirror, path, file, {
		digest: {
			algorithm,
			value
		},
		progress,
		signal
	})) return;
	throw new require_compile_cache.UmlRunError("download-untrusted", `"${require_run.placeOn(mirror, path)}" is not there, though the mirror has its checksum`);
}
// src/rootfs/file-digest.ts
/**
* `cachedDigestOfFile` of a file that the user named.
* @param path absolute
* @throws UmlRunError `file-unreadable` when it cannot be read
*/
async function digestOfGivenFile(path, context) {
	try {
		return await require_run.cachedDigestOfFile(path, context);
	} catch (cause) {
		if (!["EACCES", "ENOENT"].includes(require_compile_cache.errnoOf(cause) ?? "")) throw cause;
		throw new require_compile_cache.UmlRunError("file-unreadable", `cannot read "${path}": ${require_compile_cache.messageOf(cause, path)}`, { cause });
	}
}
// src/rootfs/container/container-image.ts
/** What becomes a word of a boot plan, which a NUL ends. */
const word = require_run.string(/^[^\0]*$/);
/** What an image says about itself, as far as it matters here. */
const imageConfig = require_run.object({
	architecture: require_run.optional(require_run.string()),
	os: require_run.optional(require_run.string()),
	config: require_run.optional(require_run.object({
		Env: require_run.optional(require_run.arrayOf(word)),
		WorkingDir: require_run.optional(word),
		User: require_run.optional(word)
	})),
	rootfs: require_run.optional(require_run.object({ diff_ids: require_run.optional(require_run.arrayOf(require_run.string())) }))
});
/** @returns defaults for programs that run in it */
function imageDefaults({ config }) {
	const pairs = (config?.Env ?? []).map((pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? []);
	const environment = Object.fromEntries(pairs.filter(([, name]) => name).map(([, name, value]) => [name, value]));
	return {
		...pairs.length > 0 && { environment },
		...config?.WorkingDir && { workingFolder: config.WorkingDir },
		...config?.User && { user: config.User }
	};
}
/** @returns lower-case hexadecimal of `sha256:\u2026`; undefined for anything else */
function sha256Of(digest) {
	return /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
}
// src/rootfs/container/image-json.ts
/** Descriptions of images are small. */
const maxBytes = 16 << 20;
/**
* @param path relative to the image's folder; links in it never lead out of the folder
* @returns the absolute path of that file
* @throws UmlRunError `rootfs-invalid` when the image does not have it
*/
function imageFile({ folder, what }, path) {
	const place = path.startsWith("/") || path.split("/").includes("..") ? void 0 : require_run.follow(folder, path);
	if (place?.exists && (0, node_fs.statSync)((0, node_path.join)(folder, place.path)).isFile()) return (0, node_path.join)(folder, place.path);
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} lacks its file ${require_run.quoted(path)}: it is not a complete container image`);
}
/** @throws UmlRunError `rootfs-invalid` when the image does not have the file, or it does not have the shape */
function imageJson(image, path, shape) {
	const file = imageFile(image, path);
	if ((0, node_fs.statSync)(file).size > maxBytes) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${image.what}: its ${path} is too large`);
	try {
		return require_run.parseJson((0, node_fs.readFileSync)(file, "utf8"), shape);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `${image.what}: cannot read its ${path}: ${require_compile_cache.messageOf(cause)}`, { cause });
	}
}
// src/rootfs/container/docker-archive.ts
const archivedImage = require_run.object({
	Config: require_run.optional(require_run.string()),
	RepoTags: require_run.optional(require_run.arrayOf(require_run.string())),
	Layers: require_run.optional(require_run.arrayOf(require_run.string()))
});
/**
* Reads what `docker save` wrote, unpacked into a folder.
* @param reference one of the tags of the image that is meant, where the archive has several
* @throws UmlRunError `rootfs-invalid` when it is not such an archive; `rootfs-spec-invalid` when the reference does
* not
*   name one image of it
*/
function readDockerArchive(archive, reference) {
	const { what } = archive;
	const image = choose$1(imageJson(archive, "manifest.json", require_run.arrayOf(archivedImage)), reference, what);
	const config = imageJson(archive, image.Config ?? "", imageConfig);
	const diffIds = config.rootfs?.diff_ids ?? [];
	return {
		config,
		layers: (image.Layers ?? []).map((path, at) => ({
			file: imageFile(archive, path),
			what: `${what}, layer ${at + 1} (${path})`,
			diffId: sha256Of(diffIds[at])
		}))
	};
}
function choose$1(images, reference, what) {
	const [only, ...others] = images;
	if (!only) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} has no image in it`);
	const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []);
	const there = tags.length > 0 ? tags.join(", ") : "only images without a name";
	if (reference === void 0) {
		if (others.length === 0) return only;
		throw new require_compile_cache.UmlRunError("rootfs-spec-invalid", `${what} has ${images.length} images (${there}): name one, docker-archive:<file>:<tag>`);
	}
	const image = images.find(({ RepoTags }) => RepoTags?.some((tag) => tag === reference || tag.endsWith(`/${reference}`)));
	if (image) return image;
	throw new require_compile_cache.UmlRunError("rootfs-spec-invalid", `${what} has no image ${JSON.stringify(reference)}; it has ${there}`);
}
// src/rootfs/container/layers.ts
/** Before the name of what a layer takes away from those below it. */
const whiteout = ".wh.";
/** Takes away everything that is in the folder in the layers below. */
const opaque = ".wh..wh..opq";
/**
* Puts the layers of an image one over the other into a new folder.
* @throws UmlRunError `rootfs-invalid` when one is damaged, or not the one that the image names; `rootfs-too-large`
*/
async function applyLayers(layers, folder, options) {
	const tree = await openTree(folder, options);
	for (const layer of layers) await applyLayer(layer, tree, options);
	tellLeftOut(tree, options);
}
async function applyLayer({ file, what, diffId }, tree, { signal }) {
	const hash = (0, node_crypto.createHash)("sha256");
	const bytes = decompressed(file, await startOf(file, 8), what);
	const hashed = async function* () {
		for await (const piece of bytes) {
			hash.update(piece);
			yield piece;
		}
	};
	/** Paths that this layer has put there: its whiteouts mean only what is below it. */
	const own = /* @__PURE__ */ new Set();
	for await (const entry of readTar(hashed(), what)) {
		signal?.throwIfAborted();
		const name = (0, node_path.basename)(entry.name ?? "");
		if (name === opaque) uncover(tree, (0, node_path.dirname)(entry.name ?? ""), own);
		else if (name.startsWith(whiteout)) takeAway(tree, entry.name ?? "", own, what);
		else for (let path = await tree.add(entry) ?? ""; path !== "" && path !== "."; path = (0, node_path.dirname)(path)) own.add(path);
	}
	const found = hash.digest("hex");
	if (diffId !== void 0 && found !== diffId) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is damaged: its SHA-256 is ${found} instead of ${diffId}`);
}
function takeAway(tree, name, own, what) {
	const taken = (0, node_path.basename)(name).slice(4);
	if (taken.startsWith(whiteout)) return;
	if (taken === "" || taken === "." || taken === "..") throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} removes ${JSON.stringify(name)}, which is not the name of a file`);
	const path = tree.place((0, node_path.join)((0, node_path.dirname)(name), taken));
	if (!own.has(path)) tree.remove(path);
}
function uncover(tree, folder, own) {
	const clear = (path) => {
		for (const child of tree.list(path)) if (!own.has(child)) tree.remove(child);
		else clear(child);
	};
	clear((0, node_path.dirname)(tree.place((0, node_path.join)(folder, opaque))));
}
// src/rootfs/container/oci.ts
const descriptor = require_run.object({
	mediaType: require_run.optional(require_run.string()),
	digest: require_run.optional(require_run.string()),
	size: require_run.optional(require_run.number(0)),
	platform: require_run.optional(require_run.object({ architecture: require_run.optional(require_run.string()) })),
	annotations: require_run.optional(require_run.mapOf(require_run.string()))
});
/** An image index and an image manifest: a file is one or the other. */
const manifestOrIndex = require_run.object({
	manifests: require_run.optional(require_run.arrayOf(descriptor)),
	config: require_run.optional(descriptor),
	layers: require_run.optional(require_run.arrayOf(descriptor))
});
const kernelsArchitecture = "amd64";
/**
* Reads an OCI image layout: `index.json` and blobs, each checked against its digest.
* @param reference the `org.opencontainers.image.ref.name` of the image that is meant, where the layout has several
* @throws UmlRunError `rootfs-invalid` when it is not one, is damaged or is for another machine; `rootfs-spec-invalid`
*   when the reference does not name one image of it
*/
async function readOci(layout, reference) {
	const manifest = await manifestForKernels(layout, choose(imageJson(layout, "index.json", manifestOrIndex).manifests ?? [], reference, layout.what));
	const config = await blobJson(layout, manifest.config, imageConfig);
	const layers = [];
	for (const [at, layer] of (manifest.layers ?? []).entries()) {
		const what = `${layout.what}, layer ${at + 1}`;
		if (/^application\/vnd\.docker\.image\.rootfs\.foreign/.test(layer.mediaType ?? "")) throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is not stored in the image (${layer.mediaType})`);
		layers.push({
			file: await blobFile(layout, layer),
			what,
			diffId: sha256Of(config.rootfs?.diff_ids?.[at])
		});
	}
	return {
		config,
		layers
	};
}
const nameOf = ({ annotations }) => annotations?.get("org.opencontainers.image.ref.name");
/** @returns the same image for one or more machines */
function choose(descriptors, reference, what) {
	const images = descriptors.filter(({ annotations }) => !annotations?.get("vnd.docker.reference.type"));
	const names = images.flatMap((image) => nameOf(image) ?? []);
	const chosen = reference === void 0 ? images : images.filter((image) => nameOf(image) === reference);
	if (chosen.length === 0) {
		const wanted = reference === void 0 ? "" : ` ${JSON.stringify(reference)}`;
		const there = names.join(", ") || "none with a name";
		throw new require_compile_cache.UmlRunError("rootfs-spec-invalid", `${what} has no image${wanted}; it has ${there}`);
	}
	if (new Set(chosen.map(nameOf)).size === 1) return chosen;
	throw new require_compile_cache.UmlRunError("rootfs-spec-invalid", `${what} has several images (${names.join(", ")}): name one, oci:<folder>:<name>`);
}
/** An image for several machines is an index again. */
async function manifestForKernels(layout, images) {
	const image = images.find(({ platform }) => !platform || platform.architecture === kernelsArchitecture);
	if (!image) {
		const others = images.map(({ platform }) => platform?.architecture).join(", ");
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `${layout.what} is for ${others}, but the kernels are x86-64: use the image for ${kernelsArchitecture}`);
	}
	const manifest = await blobJson(layout, image, manifestOrIndex);
	if (!manifest.manifests) return manifest;
	return manifestForKernels(layout, choose(manifest.manifests, void 0, layout.what));
}
async function blobJson(layout, blob, shape) {
	await blobFile(layout, blob);
	return imageJson(layout, blobPath(layout, blob), shape);
}
/** @returns the absolute path of a blob that has the size and the digest that it should have */
async function blobFile(layout, blob) {
	const path = blobPath(layout, blob);
	const file = imageFile(layout, path);
	const { size } = (0, node_fs.statSync)(file);
	if ((blob?.size ?? size) === size && `blobs/sha256/${await require_run.digestOfFile(file)}` === path) return file;
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `${layout.what} is damaged: the content of ${path} does not match its name`);
}
function blobPath({ what }, blob) {
	const digest = sha256Of(blob?.digest);
	if (digest) return `blobs/sha256/${digest}`;
	const given = JSON.stringify(blob?.digest ?? "");
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} refers to a part of itself as ${given}, which is not a SHA-256`);
}
// src/rootfs/container/skopeo.ts
/** What it is called in the OCI layout that it is fetched into. */
const fetchedName = "image";
const forTheKernels = [
	"--override-os",
	"linux",
	"--override-arch",
	"amd64"
];
/**
* The digest of an image in a registry, asked once a day.
* @param place as skopeo has it: `docker://alpine:3.19`
* @throws UmlRunError `tool-missing` when skopeo is not on this machine; `download-failed` when the registry does not
* have it
*/
function digestInRegistry(place, context) {
	const name = `registry-${Buffer.from(place).toString("base64url").slice(0, 180)}`;
	return require_run.cachedLookup(context, name, {
		isValid: require_run.isText,
		what: `rootfs "${place}"`
	}, async () => {
		context.log.progress(`looking for ${place}`);
		return (await skopeo(place, [
			...forTheKernels,
			"inspect",
			"--no-tags",
			"--format",
			"{{.Digest}}",
			place
		], context.signal)).stdout.trim();
	});
}
/** @param layout folder that becomes an OCI image layout */
async function fetchFromRegistry(place, layout, signal) {
	await skopeo(place, [
		...forTheKernels,
		"copy",
		"--quiet",
		place,
		`oci:${layout}:${fetchedName}`
	], signal);
}
/**
* skopeo refuses all images where its policy file is missing, as after some installations; the usual policy accepts
* all. A policy that is there is respected.
*/
function policy() {
	return ["/etc/containers/policy.json", (0, node_path.join)(require_run.homeFolder(), ".config/containers/policy.json")].some((file) => (0, node_fs.existsSync)(file)) ? [] : ["--insecure-policy"];
}
async function skopeo(place, args, signal) {
	const ended = await require_run.run$1("skopeo", [...policy(), ...args], { signal });
	if (ended.ok) return ended;
	const why = ended.missing ? "skopeo, which downloads images, is not on this machine: install it (apt-get install skopeo), or save the image with docker save <image> -o x.tar and use docker-archive:x.tar" : `skopeo says ${require_run.lastLines(ended.stderr.replaceAll(/^time=\S+ level=\w+ msg=/gm, ""))}`;
	throw new require_compile_cache.UmlRunError(ended.missing ? "tool-missing" : "download-failed", `rootfs "${place}": ${why}`);
}
// src/rootfs/container/container.ts
var container_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ provideContainer: () => provideContainer });
/** Increase it whenever something else is made from the same image. */
const layout$1 = 1;
/** In a cache entry, next to the tree: what the image says about itself. */
const configName = "image.json";
/**
* The root file system of a container image, unpacked once into the cache.
* @throws UmlRunError `rootfs-spec-invalid`, `rootfs-invalid` or `rootfs-too-large`; for a registry also `tool-missing`
* or
*   `download-failed`; the signal's reason
*/
async function provideContainer(spec, options, context) {
	const { log, signal } = context;
	const unpackOptions = (what) => ({
		what,
		limit: limitOf(options),
		log,
		signal
	});
	const source = spec.kind === "docker" ? await fromRegistry(spec, context) : await fromDisk(spec, unpackOptions, context);
	const { folder } = await require_run.entry(context, "rootfs", `${spec.kind}-${layout$1}_${source.identity}`, fill);
	return {
		spec: spec.text,
		path: (0, node_path.join)(folder, "tree"),
		...imageDefaults(readConfig((0, node_path.join)(folder, configName)))
	};
	async function fill(folder, scratch) {
		log.progress(`unpacking ${source.what}`);
		const image = await source.open(scratch);
		checkPlatform(image, source.what);
		await applyLayers(image.layers, (0, node_path.join)(folder, "tree"), unpackOptions(source.what));
		(0, node_fs.writeFileSync)((0, node_path.join)(folder, configName), JSON.stringify(image.config));
	}
}
async function fromRegistry({ place }, context) {
	return {
		what: place,
		identity: (await digestInRegistry(place, context)).replace(/^sha256:/, "").slice(0, 32),
		async open(scratch) {
			require_run.requireNetwork(context, place);
			const folder = (0, node_path.join)(scratch, "layout");
			await (0, node_fs_promises.mkdir)(scratch, { recursive: true });
			await fetchFromRegistry(place, folder, context.signal);
			return readOci({
				folder,
				what: place
			}, fetchedName);
		}
	};
}
async function fromDisk(spec, unpackOptions, context) {
	const { path, reference } = findPlace(spec);
	const isArchive = spec.kind === "docker-archive";
	const digest = await digestOfGivenFile(isArchive ? path : (0, node_path.join)(path, "index.json"), context);
	const suffix = reference === void 0 ? "" : `_${reference.replaceAll(/[^\w.-]/g, "-").slice(-60)}`;
	return {
		what: path,
		identity: `${digest.slice(0, 32)}${suffix}`,
		async open(scratch) {
			if (!isArchive) return readOci({
				folder: path,
				what: path
			}, reference);
			const folder = (0, node_path.join)(scratch, "archive");
			await unpackTree(await readTarball(path, path), folder, unpackOptions(path));
			return readDockerArchive({
				folder,
				what: path
			}, reference);
		}
	};
}
function readConfig(file) {
	try {
		return require_run.parseJson((0, node_fs.readFileSync)(file, "utf8"), imageConfig);
	} catch (cause) {
		throw new require_compile_cache.UmlRunError("cache-unusable", `cannot read "${file}": ${require_compile_cache.messageOf(cause, file)}; remove it to make it again`, { cause });
	}
}
/** A path may contain a colon, so what exists decides. */
function findPlace({ text, kind, place }) {
	const [, before, after] = /^(.+?):(.+)$/s.exec(place) ?? [];
	const named = before && after ? [{
		path: (0, node_path.resolve)(before),
		reference: after
	}] : [];
	const found = [{ path: (0, node_path.resolve)(place) }, ...named].find(({ path }) => (0, node_fs.existsSync)(path));
	if (!found || place === "") throw unexpected(text, kind, `"${place}" does not exist`);
	const { path } = found;
	const isFolder = (0, node_fs.statSync)(path).isDirectory();
	if (kind === "docker-archive" && isFolder) throw unexpected(text, kind, `"${path}" is a folder`);
	if (kind === "oci" && !isFolder) throw unexpected(text, kind, `"${path}" is a file`);
	if (kind === "oci" && !(0, node_fs.existsSync)((0, node_path.join)(path, "index.json"))) throw unexpected(text, kind, `"${path}" has no index.json`);
	return found;
}
function unexpected(text, kind, found) {
	return new require_compile_cache.UmlRunError("rootfs-spec-invalid", `rootfs "${text}": ${found}; expected ${kind === "oci" ? "a folder in the OCI image layout" : "a file that docker save wrote"}`);
}
function checkPlatform({ config }, what) {
	const { os, architecture } = config;
	if (os !== void 0 && os !== "linux") throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is an image for ${os}, not for Linux`);
	if (architecture === void 0 || architecture === "" || architecture === "amd64") return;
	const name = {
		arm64: "aarch64",
		arm: "armv7",
		"386": "i386"
	}[architecture] ?? architecture;
	throw new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is an image for ${name}, but the kernels are x86-64: use the image for amd64 (docker pull --platform linux/amd64)`);
}
// src/rootfs/rootfs-format.ts
/** Files that people mistake for a root file system, and what to do with them. */
const others = [
	[
		0,
		"QFI\u00fb",
		"a qcow2 disk image (convert it: qemu-img convert -O raw)"
	],
	[
		0,
		"XFSB",
		"an XFS image, which uml-run cannot read"
	],
	[
		0,
		"070701",
		"a cpio archive (unpack it: cpio -id, and name the folder)"
	],
	[
		0,
		"PK",
		"a zip archive (unpack it, and name the folder)"
	],
	[
		0,
		"!<arch>\n",
		"a Debian package, or another ar archive"
	],
	[
		0,
		"ELF",
		"a program"
	],
	[
		510,
		"U\u00aa",
		"a whole disk with partitions, one of which may be the root file system"
	]
];
/**
* Tells what a file is from its first bytes.
* @param start at least 4096 bytes, zeros where the file is shorter
* @returns for anything else, what it is in words
*/
function formatOf(start) {
	if (compressionOf(start) || parseHeader(start.subarray(0, 512))) return "tar";
	if (start.readUInt16LE(1080) === 61267) return "ext";
	if (start.toString("latin1", 0, 4) === "hsqs") return "squashfs";
	if (start.every((byte) => byte === 0)) return "empty";
	return others.find(([at, magic]) => start.toString("latin1", at, at + magic.length) === magic)?.[2] ?? (/^\s*<(!doctype|html)/i.test(start.toString("latin1")) ? "a web page" : "something else");
}
// src/rootfs/squashfs.ts
const command = "sqfs2tar";
/** The packages that the tool comes in, for this use only: they are not installed. */
const packages = [
	"squashfs-tools-ng",
	"libsquashfs1",
	"liblzo2-2",
	"liblz4-1",
	"libzstd1"
];
/**
* What a squashfs image holds, by `sqfs2tar` of squashfs-tools-ng: this machine's, or else its apt's.
* @param scratch folder for what is fetched
* @throws UmlRunError `rootfs-invalid` when the image is damaged, `tool-missing` when the tool cannot be found or
* fetched
*/
async function readSquashfs(path, what, scratch, context) {
	return readTar(output(await findTool(scratch, context), path, what), what);
}
async function findTool(scratch, context) {
	if (!(await require_run.run$1(command, ["--version"], context)).missing) return {
		path: command,
		environment: {}
	};
	const files = (0, node_path.join)(scratch, "squashfs-tools");
	await (0, node_fs_promises.mkdir)(files, { recursive: true });
	try {
		for (const name of packages) {
			const found = await require_run.machinePackage(name, context);
			await require_run.unpackDeb(await require_run.fetchMachinePackage(found, (0, node_path.join)(scratch, "deb"), context), files, context);
		}
		await (0, node_fs_promises.stat)((0, node_path.join)(files, "usr/bin", command));
	} catch (cause) {
		context.signal?.throwIfAborted();
		throw new require_compile_cache.UmlRunError("tool-missing", `squashfs images need ${command}, which could not be downloaded (${require_compile_cache.messageOf(cause)}): install it (apt-get install ${packages[0]})`, { cause });
	}
	const libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"].map((folder) => (0, node_path.join)(files, folder));
	return {
		path: (0, node_path.join)(files, "usr/bin", command),
		environment: { LD_LIBRARY_PATH: libraries.join(":") }
	};
}
function output({ path: tool, environment }, image, what) {
	return toolOutput({
		command: tool,
		args: ["--no-xattr", image],
		environment,
		unstartable: (cause) => new require_compile_cache.UmlRunError("tool-missing", `${what} needs ${command}, which cannot be started: ${require_compile_cache.messageOf(cause)}`, { cause }),
		failed: (stderr) => new require_compile_cache.UmlRunError("rootfs-invalid", `${what} is damaged: ${command} says ${stderr}`)
	});
}
// src/rootfs/provide-path.ts
var provide_path_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ providePath: () => providePath });
/** Increase it whenever something else is made from the same file. */
const layout = 1;
/** A folder as it is; a tarball or a disk image, unpacked once into the cache. */
async function providePath({ text, path }, options, context) {
	const stats = (0, node_fs.statSync)(path);
	if (stats.isDirectory()) return {
		spec: text,
		path
	};
	if (!stats.isFile()) throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${text}" is neither a folder nor a regular file`);
	const digest = await digestOfGivenFile(path, context);
	const { folder } = await require_run.entry(context, "rootfs", `file-${layout}_${digest.slice(0, 32)}`, fill);
	return {
		spec: text,
		path: (0, node_path.join)(folder, "tree")
	};
	async function fill(folder, scratch) {
		const { log, signal } = context;
		log.progress(`unpacking ${path}`);
		await (0, node_fs_promises.mkdir)(scratch, { recursive: true });
		await unpackTree(await read(scratch), (0, node_path.join)(folder, "tree"), {
			what: path,
			limit: limitOf(options),
			log,
			signal
		});
	}
	async function read(scratch) {
		const format = formatOf(await startOf(path, 4096));
		if (format === "ext") return require_run.readExt(path, path);
		if (format === "squashfs") return readSquashfs(path, path, scratch, context);
		if (format === "tar") return readTarball(path, path);
		throw new require_compile_cache.UmlRunError("rootfs-invalid", `rootfs "${text}" is ${format}; expected a folder, a tarball (.tar, .tar.gz, .tar.xz, .tar.zst), an ext2, ext3, ext4 or squashfs image`);
	}
}
Object.defineProperty(exports, "alpine_exports", {
	enumerable: true,
	get: function() {
		return alpine_exports;
	}
});
Object.defineProperty(exports, "busybox_in_store_exports", {
	enumerable: true,
	get: function() {
		return busybox_in_store_exports;
	}
});
Object.defineProperty(exports, "container_exports", {
	enumerable: true,
	get: function() {
		return container_exports;
	}
});
Object.defineProperty(exports, "doctor_exports", {
	enumerable: true,
	get: function() {
		return doctor_exports;
	}
});
Object.defineProperty(exports, "exec_warm_exports", {
	enumerable: true,
	get: function() {
		return exec_warm_exports;
	}
});
Object.defineProperty(exports, "expand_glob_exports", {
	enumerable: true,
	get: function() {
		return expand_glob_exports;
	}
});
Object.defineProperty(exports, "from_source_exports", {
	enumerable: true,
	get: function() {
		return from_source_exports;
	}
});
Object.defineProperty(exports, "from_store_exports", {
	enumerable: true,
	get: function() {
		return from_store_exports;
	}
});
Object.defineProperty(exports, "gcompat_exports", {
	enumerable: true,
	get: function() {
		return gcompat_exports;
	}
});
Object.defineProperty(exports, "kernels_exports", {
	enumerable: true,
	get: function() {
		return kernels_exports;
	}
});
Object.defineProperty(exports, "newest_in_cache_exports", {
	enumerable: true,
	get: function() {
		return newest_in_cache_exports;
	}
});
Object.defineProperty(exports, "packages_exports", {
	enumerable: true,
	get: function() {
		return packages_exports;
	}
});
Object.defineProperty(exports, "provide_path_exports", {
	enumerable: true,
	get: function() {
		return provide_path_exports;
	}
});
Object.defineProperty(exports, "release_source_exports", {
	enumerable: true,
	get: function() {
		return release_source_exports;
	}
});
Object.defineProperty(exports, "serve_command_exports", {
	enumerable: true,
	get: function() {
		return serve_command_exports;
	}
});
Object.defineProperty(exports, "unpack_package_exports", {
	enumerable: true,
	get: function() {
		return unpack_package_exports;
	}
});
