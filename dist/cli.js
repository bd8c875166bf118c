#!/usr/bin/env node
import { A as explain, B as oldKernelsRoom, C as foldersOf, Ct as nearest$1, D as readProgram, Dt as messageOf$1, E as rootfsHas, Et as errnoOf, F as debianArchive, G as guestMemoryFolders, H as execa, I as findCompiler, J as readMounts, K as temporaryFolder, L as checkPtrace, M as isInForeground, N as makeScratch, O as execEnvironment, P as openContext, Q as openCache, R as checkMemoryFolder, S as removeKernels, St as isSecret, Tt as UmlRunError, U as supervisorArguments, V as xstateSize, W as realPath, X as kernelUser, Y as nativeFile, Z as readText, _ as commandLineOf, _t as textsIn, a as policyOf, b as provideKernel, c as stageTests, d as provideGuestRootfs, dt as cutMiddle, et as openScreen, f as byEndAlone, ft as oneLine, g as hintsOf, gt as readOptions, h as sortSplats, ht as shellWord, j as readOnlyProject, k as runGuestOnce, l as withShownFolders, m as judge, mt as placeOf, n as leave, o as problemsOfPolicy, p as complaintOf, q as mountOf, r as run, s as relevantLog, t as hearSignals, u as programHint, v as kernelOptions, vt as concerns, w as resolveTests, wt as describeError, x as listKernels, y as provideGuestKernels, yt as rows, z as inMegabytes } from "./shared.js";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { constants as constants$1, release } from "node:os";
import { access, constants as constants$2, realpath, statfs } from "node:fs/promises";
import { spawnSync } from "node:child_process";
// package.json
var version = "0.1.0";
// src/config/command.ts
/** Those that do work. Without a name, the command line is that of `run`. */
const commandNames = [
	"run",
	"exec",
	"kernel",
	"doctor"
];
const kernelActions = [
	"list",
	"fetch",
	"build",
	"remove"
];
// src/config/nearest-option.ts
/** The option that a word was probably meant to be: the nearest, or else the shortest that begins so. */
function nearestOption(word, known) {
	const longer = word.length > 2 ? known.filter((option) => option.startsWith(word)) : [];
	return nearest$1(word, known) ?? longer.toSorted((one, other) => one.length - other.length)[0];
}
// src/config/flags.ts
const flagRows = new Map(rows.filter(([, row]) => row.only !== "action").map(([, row]) => [row.name, row]));
const shortFlags = new Map([...flagRows.values()].flatMap((row) => row.short ? [[row.short, row]] : []));
const terminalFlag = /^-(?:it?|ti?)$/;
const askedBy = /* @__PURE__ */ new Map([
	["-h", "help"],
	["--help", "help"],
	["-V", "version"],
	["--version", "version"]
]);
/**
* Separates a command line's options from its plain words: `--name value`, `--name=value`, `--flag`, `--no-flag`, and
* short flags: `-n value`, `-nvalue`. After `--` everything is plain.
*
* @param isLast whether the options end with this plain word, given those before it
* @throws UmlRunError `command-unknown` for an option that does not exist, `option-invalid` for one without a value
*/
function readFlags(argv, isLast) {
	const words = {
		given: /* @__PURE__ */ new Map(),
		plain: [],
		beforeDashes: 0
	};
	const left = [...argv];
	for (let word = left.shift(); word !== void 0; word = left.shift()) {
		const asked = askedBy.get(word);
		if (asked) words.asked ??= asked;
		else if (terminalFlag.test(word)) words.terminal = `${words.terminal ?? ""}${word}`;
		else if (word === "--") words.plain.push(...left.splice(0));
		else if (word.startsWith("-") && word !== "-") {
			const { name, value } = readFlag(word, left);
			words.given.set(name, [...words.given.get(name) ?? [], value]);
		} else {
			words.beforeDashes = words.plain.push(word);
			if (isLast(words.plain)) words.plain.push(...left.splice(0));
		}
	}
	return words;
}
/** Takes the value from `left` where it is a word of its own. */
function readFlag(given, left) {
	const word = longForm(given);
	const [, name = "", inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
	const negated = flagRows.get(name.replace(/^no-/, ""));
	if (name.startsWith("no-") && negated?.kind.placeholder === "" && inline === void 0) return {
		name: negated.name,
		value: "false"
	};
	const row = flagRows.get(name);
	if (!row) throw unknownOption(word, name);
	if (inline !== void 0) return {
		name,
		value: inline
	};
	if (row.kind.placeholder === "") return {
		name,
		value: "true"
	};
	const next = left[0];
	if (next === void 0 || isOption(next)) throw new UmlRunError("option-invalid", `--${name} was given nothing, expected ${row.kind.expected}`);
	left.shift();
	return {
		name,
		value: next
	};
}
/** `--jobs` for `-j`, `--jobs=4` for `-j4`; the word itself where it is no such flag. */
function longForm(word) {
	const [, letter, value = ""] = /^-([a-z])(.*)$/s.exec(word) ?? [];
	const row = letter === void 0 ? void 0 : shortFlags.get(letter);
	if (!row || value !== "" && row.kind.placeholder === "") return word;
	return value === "" ? `--${row.name}` : `--${row.name}=${value}`;
}
/** A value may begin with dashes, as `-1` does; but another option is not the value that was forgotten before it. */
function isOption(word) {
	if (/^-[a-z]$/.test(word)) return terminalFlag.test(word) || shortFlags.has(word.slice(1));
	const name = /^--(?:no-)?([^=]+)/.exec(word)?.[1];
	return word === "--" || askedBy.has(word) || name !== void 0 && flagRows.has(name);
}
function unknownOption(word, name) {
	const known = [
		...flagRows.keys(),
		"help",
		"version"
	];
	const meant = nearestOption(name, known) ?? nearestOption(name.replace(/^no-/, ""), known);
	const advice = meant === void 0 ? "see uml-run --help" : `did you mean --${meant}?`;
	return new UmlRunError("command-unknown", `unknown option ${JSON.stringify(word.replace(/=.*/s, ""))}: ${advice}`);
}
// src/config/command-line.ts
/**
* Parses the arguments of `uml-run`.
*
* The first plain word decides: the name of a command, `help` or `version`; anything else is a test. Options may be
* anywhere before `--`, but whatever follows the program of `exec` belongs to the program.
*
* @param environment what the variables `UML_RUN_<OPTION>` are taken from, for options that are not on the command line
* @throws UmlRunError `option-invalid` or `command-unknown`; the message names the option, variable or word, and what
* was expected
*/
function parseCommandLine(argv, environment = {}) {
	const words = readFlags(argv, ([first, ...others]) => first === "exec" && others.length > 0);
	const first = words.beforeDashes > 0 ? words.plain[0] : void 0;
	const named = commandNames.find((name) => name === first);
	if (words.asked === "version") return { command: "version" };
	if (words.asked === "help") return {
		command: "help",
		...named && { about: named }
	};
	if (first === "help") return helpAbout(words.plain.slice(1));
	if (first === "version") return alone("version", words.plain.slice(1), { command: "version" });
	const command = named ?? "run";
	refuseOthers(words, command);
	const given = givenTo(command, words.given, environment);
	const options = readOptions(given);
	const others = named ? words.plain.slice(1) : words.plain;
	switch (command) {
		case "exec": return readExec(others, options, words.terminal, given.has("timeout"));
		case "kernel": return {
			command,
			options,
			...readKernelAction(others)
		};
		case "doctor": return alone("doctor", others, {
			command,
			options
		});
		case "run":
			if (others.length > 0) return {
				command,
				options,
				tests: others
			};
			throw new UmlRunError("command-unknown", "no test given: name at least one file, glob, or folder; see uml-run --help");
	}
}
/** What a flag gives, or else its variable. */
function givenTo(command, flags, environment) {
	const given = /* @__PURE__ */ new Map();
	for (const [, row] of rows.filter(([, row]) => concerns(row, command))) {
		const variable = variableOf(row.name);
		const ofFlag = flags.get(row.name);
		const texts = ofFlag ?? textsIn(environment[variable] ?? "", row);
		if (texts) given.set(row.name, {
			texts,
			label: ofFlag ? `--${row.name}` : variable
		});
	}
	return given;
}
/** The variable of an option: `UML_RUN_FAIL_ON`. */
function variableOf(name) {
	return `UML_RUN_${name.toUpperCase().replaceAll("-", "_")}`;
}
/** Options that mean nothing to the command. */
function refuseOthers({ given, terminal }, command) {
	if (terminal !== void 0 && command !== "exec") throw new UmlRunError("command-unknown", `"${terminal}" is an option of exec only; see uml-run --help`);
	for (const [, row] of rows) {
		if (!given.has(row.name) || concerns(row, command)) continue;
		const others = commandNames.filter((name) => concerns(row, name)).join(", ");
		throw new UmlRunError("command-unknown", `${command} does not have the option --${row.name}, only ${others}; ${row.instead ?? `see uml-run ${command} --help`}`);
	}
}
function readExec(words, options, terminal, isLimited) {
	const [program, ...programArguments] = words;
	if (program === void 0) throw new UmlRunError("command-unknown", "exec: no program given; usage: uml-run exec [options] -- <program> [arguments]");
	const limit = isLimited && { timeoutSeconds: options.timeoutSeconds };
	return {
		command: "exec",
		options,
		program,
		arguments: programArguments,
		terminal: terminal?.includes("t") ?? false,
		...limit
	};
}
function readKernelAction([action, ...specs]) {
	const known = kernelActions.find((name) => name === action);
	if (!known) throw unknownWord("kernel", action, "action", kernelActions);
	if (known === "list") return alone("kernel list", specs, {
		action: known,
		specs: []
	});
	const wanted = specs.flatMap((spec) => spec.split(",")).filter((spec) => spec !== "");
	if (wanted.length === 0) throw new UmlRunError("command-unknown", `kernel ${known}: no kernel given; name a spec, such as distro:6.1`);
	return {
		action: known,
		specs: wanted
	};
}
function helpAbout([word, ...more]) {
	if (word === void 0) return { command: "help" };
	const about = commandNames.find((name) => name === word);
	if (!about) throw unknownWord("help", word, "command", commandNames);
	return alone(`help ${about}`, more, {
		command: "help",
		about
	});
}
function unknownWord(command, word, what, known) {
	const expected = `expected one of ${known.join(", ")}`;
	if (word === void 0) return new UmlRunError("command-unknown", `${command}: no ${what} given; ${expected}`);
	const meant = nearestOption(word, known);
	const advice = meant === void 0 ? expected : `did you mean ${meant}?`;
	return new UmlRunError("command-unknown", `${command} was given ${quote(word)}: ${advice}`);
}
/** @returns `result`, where no more words follow */
function alone(command, [unexpected], result) {
	if (unexpected === void 0) return result;
	throw new UmlRunError("command-unknown", `${command} takes no arguments, but was given ${quote(unexpected)}`);
}
const quote = (word) => JSON.stringify(word);
// src/config/help-texts.ts
const helpTexts = {
	run: {
		usage: [["[options] <test>...", "run tests: files, globs, folders"]],
		examples: ["build/tests", "-k distro:6.1,distro:7.2 --timeout 2m 'tests/**/*-check'"],
		exitCode: "0 every test passed or was skipped; 1 a test failed or errored; 2 the command line or a file is wrong; 3 this machine or a kernel could not do the work; 130 interrupted."
	},
	exec: {
		usage: [["exec [-t] [options] -- <program>...", "one program; -t: on a terminal"]],
		examples: ["exec -k distro:6.1 -- ./probe --verbose", "exec -t --rootfs host -- bash"],
		exitCode: "the program's own; 128 + signal when a signal ended it; 125 when uml-run failed or the kernel complained; 141 when nobody reads its output; 2 the command line is wrong; 130 interrupted."
	},
	kernel: {
		usage: [["kernel list", "what is in the cache"], [`kernel ${kernelActions.slice(1).join("|")} <spec>...`, "fill the cache, or empty it"]],
		examples: ["kernel fetch distro:6.1", "kernel remove 6.12"],
		exitCode: "0 done; 2 the command line is wrong, or there is no such kernel; 3 it could not be done; 130 interrupted."
	},
	doctor: {
		usage: [["doctor", "can this machine run guests?"]],
		examples: ["doctor"],
		exitCode: "0 it can; 2 the command line is wrong; 3 it cannot."
	}
};
/** Names of the options in each group of the help. Those in none come last. */
const optionGroups = {
	Kernels: [...[
		"kernel",
		"fast-boot",
		"kernel-args",
		"userspace",
		"time-travel",
		"kernel-config",
		"kernel-arch"
	], ...["kernel-mirror", "apt-archive"]],
	"Root file system": [...[
		"rootfs",
		"rootfs-packages",
		"rootfs-limit",
		"alpine-mirror",
		"libraries"
	], ...[
		"include",
		"workdir",
		"writable",
		"hide"
	]],
	Tests: [...[
		"timeout",
		"env",
		"env-pass",
		"clean-env",
		"user",
		"cap-drop",
		"stdout",
		"skip-exit-codes",
		"fail-on"
	], ...[
		"allow-splats",
		"order",
		"retries",
		"repeat",
		"until-fail",
		"shard"
	]],
	Guests: [
		"jobs",
		"isolation",
		"memory",
		"work-fs",
		"boot-timeout",
		"sandbox",
		"cache",
		"offline"
	],
	Reports: [
		"output",
		"output-limit",
		"artifacts-limit",
		"quiet",
		"verbose"
	]
};
/** Names of the options that the short help shows. */
const mostUsed = [
	"kernel",
	"rootfs",
	"timeout",
	"env",
	"jobs",
	"output",
	"quiet"
];
// src/config/help.ts
/** Where the texts of options begin. */
const column = 29;
/** With fewer columns than this, each text begins on a line of its own. */
const narrow = 60;
/** The same for what commands do: it follows their whole command lines. */
const usageColumn = 47;
const narrowForUsage = 80;
/**
* The text of `uml-run --help`, or of a command's.
* @param columns of the terminal; no line is longer, as far as its words allow, nor than 80
*/
function formatHelp(about, columns = 80) {
	const width = Math.max(20, Math.min(80, columns));
	return about === void 0 ? shortHelp(width) : commandHelp(about, width);
}
function shortHelp(width) {
	const usage = commandNames.flatMap((name) => helpTexts[name].usage);
	const examples = commandNames.flatMap((name) => helpTexts[name].examples).slice(0, 3);
	return [
		`${wrap("Runs test programs on real Linux kernels (User Mode Linux).", width)}\n\n`,
		formatUsage([...usage, ["help [command]", "options of run, exec, kernel, ..."]], width),
		`\n${wrap("Most used options, with [default]:", width)}\n${formatOptions(withNames(flags, mostUsed), width)}`,
		formatEntries(general, width),
		`\nExamples:\n${formatExamples(examples, width)}`
	].join("");
}
function commandHelp(about, width) {
	const { usage, examples, exitCode } = helpTexts[about];
	const own = flags.filter((row) => concerns(row, about));
	const grouped = Object.values(optionGroups).flat();
	const shown = [...Object.entries(optionGroups).map(([title, names]) => [title, withNames(own, names)]), ["Others", own.filter(({ name }) => !grouped.includes(name))]].filter(([, rows]) => rows.length > 0);
	return [
		formatUsage(usage, width),
		...shown.map(([title, rows]) => `${title}:\n${formatOptions(rows, width, about)}`),
		`${wrap("In brackets are defaults. Each option is also a variable, such as UML_RUN_CACHE.", width)}\n`,
		`Examples:\n${formatExamples(examples, width)}`,
		`${wrap(`Exit code: ${exitCode}`, width)}\n`
	].join("");
}
const flags = rows.filter(([, row]) => row.only !== "action").map(([, row]) => row);
function withNames(all, names) {
	return names.flatMap((name) => all.filter((row) => row.name === name));
}
function formatUsage(usage, width) {
	const place = width < narrowForUsage ? 4 : usageColumn;
	return usage.map(([words, does]) => entry(`uml-run ${words}`, does, {
		column: place,
		width
	})).join("");
}
function formatExamples(examples, width) {
	return examples.map((words) => `  ${wrap(`uml-run ${words}`, width, 4)}\n`).join("");
}
const general = [["-h, --help", "print this, or all options of the command before it"], ["-V, --version", "print the version"]];
function formatOptions(options, width, about) {
	return formatEntries(options.map((row) => [formatFlag(row), `${row.help.replaceAll("`", "")}${isUnlimited(row, about) ? "" : formatDefault(row)}`]), width);
}
/** A program of `exec` has the time that it takes, unless a limit is given. */
function isUnlimited({ name }, about) {
	return about === "exec" && name === "timeout";
}
function formatEntries(pairs, width) {
	const place = width < narrow ? 4 : column;
	return pairs.map(([head, text]) => entry(head, text, {
		column: place,
		width
	})).join("");
}
function formatFlag({ name, kind, default: value, short }) {
	const long = kind.placeholder === "" && value === "true" ? `--[no-]${name}` : `--${name}`;
	const placeholder = choicesOf(kind) ? "<word>" : kind.placeholder;
	return `${short ? `-${short}, ` : ""}${long} ${placeholder}`.trimEnd();
}
/** In brackets, and before the other words of a choice. */
function formatDefault({ kind, default: value }) {
	if (kind.placeholder === "" || typeof value !== "string" || value === "") return "";
	return ` [${[value, ...choicesOf(kind)?.filter((word) => word !== value) ?? []].join("|")}]`;
}
function choicesOf({ type }) {
	return type.type === "enum" ? type.values : void 0;
}
/** What it is about, and the text behind it, or on the next line where there is no room. */
function entry(head, text, { column, width }) {
	const isBeside = 2 + head.length + 1 < column;
	const lines = wrap(text, width, column);
	return isBeside ? `${`  ${head}`.padEnd(column)}${lines}\n` : `  ${wrap(head, width, 4)}\n${" ".repeat(column)}${lines}\n`;
}
/** Breaks text into lines that begin at `column`, but for the first, which begins wherever the caller puts it. */
function wrap(text, width, column = 0) {
	const lines = [""];
	for (const word of text.split(" ")) {
		const longer = `${lines.at(-1)} ${word}`.trimStart();
		if (column + longer.length <= width) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines.join(`\n${" ".repeat(column)}`);
}
// src/config/repeat-command.ts
/** Characters: who has named a thousand files does not copy them from a terminal. */
const longest = 2e3;
/**
* The command that runs the same tests in the order of a run, as a line for a shell.
* @param words of the command line of that run, after the command's own name
* @param file its results.json
* @returns in words where a line cannot be copied: it is too long, has what no terminal shows, or may have a secret
*/
function repeatCommand(words, file) {
	const order = ["--order", file];
	const line = [
		"uml-run",
		...order,
		...withoutOrder(words)
	].map(shellWord).join(" ");
	return line.length <= longest && !/\p{C}|[\u2028\u2029]/u.test(line) && !words.some(mayBeSecret) ? line : `the same command with ${order.map(shellWord).join(" ")}`;
}
function withoutOrder(words) {
	const end = words.includes("--") ? words.indexOf("--") : words.length;
	return words.filter((word, index) => {
		return index >= end || !(word === "--order" || word.startsWith("--order=") || words[index - 1] === "--order");
	});
}
/** It may be in a log that others read, where the command itself is not. */
function mayBeSecret(word) {
	const [, name = "", value = word] = /^(?:--env=)?([^=]*)=(.*)$/s.exec(word) ?? [];
	return isSecret(name, value) || isSecret("", word);
}
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
		memory = mkdtempSync(join(guestMemoryFolders()[0], "uml-run-"));
		const program = nativeFile("cleanup");
		const words = [
			...supervisorArguments({
				read: [program],
				user: kernelUser(),
				memory
			}),
			"--",
			program
		];
		const { error, status, stderr } = spawnSync(nativeFile("supervisor"), words, {
			stdio: [...[
				"ignore",
				"ignore",
				"pipe",
				"pipe"
			]],
			encoding: "utf8"
		});
		if (error) return messageOf$1(error);
		return status === 0 ? void 0 : stderr.trim() || `the program ended with ${status}`;
	} catch (error) {
		return messageOf$1(error);
	} finally {
		if (memory !== void 0) rmSync(memory, {
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
	const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
	return limit === void 0 ? Number.POSITIVE_INFINITY : Number(limit);
}
// src/host/check-tool.ts
/** Whether a program is there and starts. */
async function checkTool(name, itsPackage = name) {
	const { failed, stdout } = await execa(name, ["--version"], {
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
		found: versionIn(stdout)
	};
}
/** A program without which only something is missing, in words for people. */
async function checkOptionalTool(name, without) {
	const check = await checkTool(name);
	return check.ok ? check : {
		...check,
		ok: true,
		fix: `${check.fix}: without it, ${without}`
	};
}
/** @returns the version in the first line of what `--version` prints, or that whole line */
function versionIn(output) {
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
	const version = await execa("apt-get", ["--version"], options);
	if (version.failed) return judgeApt(void 0, "");
	const targets = await execa("apt-get", [
		"indextargets",
		"--format",
		"$(REPO_URI)"
	], options);
	return judgeApt(version.stdout, targets.failed ? "" : targets.stdout);
}
/**
* @param version what `apt-get --version` prints; undefined without apt
* @param archives one URI a line, as often as it has lists
*/
function judgeApt(version, archives) {
	const name = "apt";
	if (version === void 0) return {
		name,
		ok: false,
		found: "there is none",
		fix: "run on Debian or Ubuntu, or name your own kernels: --kernel ./linux"
	};
	const count = new Set(archives.split("\n").filter((line) => line !== "")).size;
	const found = `${versionIn(version)} with ${count} ${count === 1 ? "archive" : "archives"}`;
	if (count > 0) return {
		name,
		ok: true,
		found
	};
	return {
		name,
		ok: false,
		found,
		fix: "name an archive in /etc/apt/sources.list, and apt-get update"
	};
}
// src/host/check-architecture.ts
/** The packages of User Mode Linux that uml-run uses are for x86-64, and it needs a Linux below it. */
function checkArchitecture(platform = process.platform, arch = process.arch) {
	const ok = platform === "linux" && arch === "x64";
	return {
		name: "machine",
		ok,
		found: ok ? `x86-64 Linux ${release()}` : `${platform} on ${arch}`,
		...!ok && { fix: "run it on x86-64 Linux: a virtual machine or a runner like ubuntu-latest" }
	};
}
// src/host/check-cpu.ts
async function checkCpu() {
	return judgeCpu(await readText("/proc/cpuinfo") ?? "");
}
/** @param cpuinfo text of /proc/cpuinfo */
function judgeCpu(cpuinfo) {
	const name = "CPU";
	const model = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? "unknown";
	const size = xstateSize(cpuinfo);
	const found = `${model}, ${size} bytes of register state (XSTATE)`;
	if (size <= 2696) return {
		name,
		ok: true,
		found
	};
	return {
		name,
		ok: true,
		found: `${found}, more than the ${oldKernelsRoom} of kernels before 6.13, which uml-run works around`,
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
			folder: temporaryFolder(),
			enough: enoughForCopies,
			fix
		});
	} catch (error) {
		return {
			name,
			ok: false,
			found: messageOf$1(error),
			fix
		};
	}
}
async function checkDisk({ name, folder, enough, fix }) {
	try {
		const existing = await nearest(resolve(folder));
		await access(existing, constants$2.W_OK | constants$2.X_OK);
		const { bavail, bsize, files, ffree } = await statfs(existing);
		const found = `${folder}, ${inMegabytes(bavail * bsize)} free`;
		const no = (why) => ({
			name,
			ok: false,
			found: `${found}${why}`,
			fix
		});
		if (bavail * bsize < enough) return no(`, less than ${inMegabytes(enough)}`);
		if (files > 0 && ffree === 0) return no(", but it can have no more files");
		const mount = mountOf(existing, readMounts());
		if (mount?.options.includes("noexec")) return no(`, but ${mount.point} is mounted noexec`);
		return {
			name,
			ok: true,
			found
		};
	} catch (error) {
		return {
			name,
			ok: false,
			found: `${folder} cannot be used: ${messageOf$1(error)}`,
			fix
		};
	}
}
async function nearest(folder) {
	try {
		return await realpath(folder);
	} catch (error) {
		if (errnoOf(error) !== "ENOENT" || dirname(folder) === folder) throw error;
		return nearest(dirname(folder));
	}
}
// src/host/check-sandbox.ts
/** For information: nothing that a run needs today depends on it. */
async function checkUserNamespaces() {
	return describeUserNamespaces({
		max: await readText("/proc/sys/user/max_user_namespaces"),
		unprivileged: await readText("/proc/sys/kernel/unprivileged_userns_clone"),
		appArmor: await readText("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
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
		fix: `this user namespace has no other: ${unsafe}`
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
		checkArchitecture(),
		checkPtrace(),
		checkMemoryFolder(memoryFolder),
		checkApt(),
		checkCacheFolder(cacheFolder),
		checkTemporaryFolder(),
		checkTool("tar"),
		checkOptionalTool("zstd", "tarballs that it compressed cannot be read"),
		checkTool("dpkg-deb", "dpkg"),
		checkTool("flock", "util-linux"),
		checkCpu(),
		checkUserNamespaces(),
		describeLandlock(landlockVersion),
		describeSeccomp(hasSeccompFilters),
		describeUser(kernelUser(), process.getuid?.() === 0)
	]);
}
// src/host/landlock.ts
/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
function landlockVersion() {
	return spawnSync(nativeFile("supervisor"), ["--landlock"], { stdio: "ignore" }).status ?? 0;
}
// src/host/seccomp.ts
/** Whether this machine's kernel lets this process limit which system calls it makes: it is tried. */
function hasSeccompFilters() {
	return spawnSync(nativeFile("supervisor"), ["--seccomp"], { stdio: "ignore" }).status === 1;
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
		const hasPackages = await debianArchive(void 0, {}).then(() => true, () => false);
		return {
			name,
			ok: hasPackages,
			found: hasPackages ? "cannot build kernels" : "cannot build kernels, and apt has none",
			fix: messageOf$1(error)
		};
	}
}
// src/commands/doctor.ts
/**
* Says what this machine can do.
* @returns the exit code: 0 when it can run guests
*/
async function doctor({ options }) {
	const checks = await allChecks(options.cache);
	process.stdout.write(formatChecks(checks));
	return checks.every(({ ok }) => ok) ? 0 : 3;
}
async function allChecks(cache) {
	const descriptors = checkDescriptors();
	if (!descriptors.ok) return [descriptors];
	const { folder } = await openCache({ folder: cache });
	return [
		...await checkMachine({
			cacheFolder: folder,
			landlockVersion: landlockVersion(),
			hasSeccompFilters: hasSeccompFilters()
		}),
		await checkCompiler(),
		trySandbox(),
		descriptors
	];
}
// src/provision/find-program.ts
/**
* Finds the program that a command names, as a shell would: a name with a slash is a file of the host; any other is a
* command on the guest's PATH, or else a file in the current folder.
* @throws UmlRunError `test-not-found` when there is neither
*/
async function findProgram(name, { rootfs, environment, architecture }) {
	if (!name.includes("/")) {
		const found = foldersOf(rootfs, environment).map((folder) => `${folder}/${name}`).find((path) => rootfsHas(rootfs, path));
		if (found) return {
			path: found,
			format: "unknown",
			inRootfs: true,
			libraries: [],
			siblings: []
		};
		if (!existsSync(name)) throw new UmlRunError("test-not-found", `"${name}" is neither a command of the rootfs "${rootfs.spec}" nor a file in this folder`);
	}
	return readProgram(resolve(name), {
		architecture,
		environment
	});
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
	const paths = [...new Set(writable.map((path) => within(project.path, resolve(start, path), path)))];
	if (paths.length > maxPaths) throw invalid(paths[maxPaths] ?? "", `there are more than ${maxPaths}; name fewer`);
	return paths;
}
function within(folder, at, path) {
	const inside = [at, realPath(at) ?? at].map((one) => relative(folder, one)).find((one) => one !== ".." && !one.startsWith("../"));
	if (inside !== void 0) return inside === "" ? "." : inside;
	throw invalid(path, `it does not lie in "${folder}", which is the folder that the guest shows; see --workdir`);
}
function invalid(path, why) {
	return new UmlRunError("option-invalid", `--writable "${path}": ${why}`);
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
	if (!outcome) throw new UmlRunError("guest-failed", withLog(`${name}: ${explain(report)}`, boot.log.slice(-30)));
	const { observation } = outcome;
	const code = ownCode(observation);
	if (code === void 0) throw new UmlRunError("guest-failed", withLog(`${name}: ${messageOf(outcome)}`, observation.log.slice(-30)));
	const sorted = sortSplats(observation.splats, observation, policy);
	const complaint = complaintOf(sorted) ?? sorted.undecided;
	if (complaint !== void 0) throw new UmlRunError("kernel-complained", withLog(`${name}: ${complaint}`, relevantLog(observation, maxComplaint)));
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
	const hints = hintsOf({
		...observation,
		hint: () => hintFor(observation.end)
	});
	return hints.length > 0 ? `${name}: ${hints.join("; ")}` : void 0;
}
function ownCode({ end }) {
	if (end?.how === "exit") return end.code;
	return end?.how === "signal" ? 128 + end.number : void 0;
}
function messageOf({ observation, noExit }) {
	return judge({
		...observation,
		noExit
	}, byEndAlone).message;
}
function withLog(message, log) {
	return [message, ...log].join("\n");
}
// src/commands/exec-streams.ts
/**
* The size of this command's terminal.
* @throws UmlRunError `terminal-missing` when it has none
*/
function terminalOf({ stdin, stdout }) {
	if (!stdin.isTTY || !stdout.isTTY) throw new UmlRunError("terminal-missing", "exec -t: standard input and output have to be a terminal");
	return sizeOf(stdout);
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
		stdin.setRawMode?.(true);
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
	if (errnoOf(cause) === "EPIPE") return new ReaderGone(`nobody reads ${name}`, { cause });
	return new UmlRunError("stream-unwritable", `cannot write to ${name}: ${messageOf$1(cause)}; send it elsewhere`, { cause });
}
// src/commands/tell-changes.ts
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
	return [...changes.problems.map((problem) => `in "${folder}": ${oneLine(problem)}`), ...isQuiet ? [] : lostInWords(changes, {
		folder,
		start
	})];
}
function lostInWords({ lost: { count, paths } }, project) {
	const { folder, start } = project;
	if (count === 0) return [];
	const names = paths.map((path) => cutMiddle(oneLine(path.toString()), maxShown));
	const more = count > names.length ? [`${count - names.length} more`] : [];
	const [files, are] = count === 1 ? ["1 file", "is"] : [`${count} files`, "are"];
	return [`${files} that it changed in "${folder}" ${are} lost with the guest's memory: ${[...names, ...more].join(", ")}; --writable ${relative(start, folder) || "."} keeps them`];
}
// src/commands/exec.ts
/**
* Runs one program in a guest of its own, its streams passed through; while it runs, so is the first signal.
* @returns the program's own exit code; 128 and the signal's number when a signal ended it; 141 when nobody reads what it
* prints
* @throws UmlRunError when it could not be run, its end is not known, the kernel complained, or what it prints is lost;
* the signal's reason
*/
async function exec(command, streams, log, interruption) {
	const { options } = command;
	const policy = await policyOf(options);
	const terminal = command.terminal ? terminalOf(streams) : void 0;
	const provided = await provide(command, log, interruption.signal);
	log.progress("");
	const scratch = makeScratch();
	try {
		const settings = await settingsOf(provided, options, scratch, terminal);
		const report = await runConnected(provided, settings, {
			command,
			streams,
			log,
			interruption
		});
		try {
			return exitCodeAndHint(report, provided, policy, log);
		} finally {
			tellWhatIsLost(report, settings, options, log);
			for (const problem of problemsOfPolicy(policy)) log.warning(problem);
		}
	} catch (error) {
		if (error instanceof ReaderGone) return sigpipe;
		throw error;
	} finally {
		scratch.remove();
	}
}
async function provide(command, log, signal) {
	const { options } = command;
	if (options.kernels.length > 1) throw new UmlRunError("option-invalid", `exec runs on one kernel, not on ${options.kernels.join(", ")}`);
	const context = await openContext({
		folder: options.cache,
		offline: options.offline,
		log,
		signal
	});
	const { rootfs, environment } = withShownFolders(await provideGuestRootfs(options, context), options, true, log);
	const [test] = await resolveTests([await testOf(command, rootfs, environment)], rootfs, options, context);
	const [kernel] = await provideGuestKernels(options, context);
	if (!test || !kernel) throw new UmlRunError("option-invalid", "exec needs a kernel and a program");
	return {
		test: runnable(test),
		rootfs,
		kernel
	};
}
async function testOf(command, rootfs, ofTools) {
	const { program: name, arguments: words, options, timeoutSeconds = 0 } = command;
	const environment = {
		...options.cleanEnvironment ? {} : ofTools,
		...execEnvironment(options, rootfs, process.env)
	};
	return {
		name,
		program: await findProgram(name, {
			rootfs,
			environment,
			architecture: options.kernelArchitecture
		}),
		arguments: words,
		environment,
		timeoutSeconds
	};
}
function runnable(test) {
	const { problem } = test.program;
	if (problem !== void 0) throw new UmlRunError("program-not-runnable", `${test.name}: ${problem}`);
	return test;
}
async function settingsOf({ test, rootfs, kernel }, options, scratch, terminal) {
	return {
		...await stageTests([test], {
			rootfs,
			scratch,
			options,
			includeInWorkFolder: true
		}),
		kernelArguments: commandLineOf(kernel, options),
		...terminal ? { terminal } : { input: true },
		kept: keptPaths(options.writable, rootfs)
	};
}
function exitCodeAndHint(report, { test, kernel }, policy, log) {
	const code = exitCodeOf(report, test.name, policy);
	const hint = failureHint(report, test.name, (end) => programHint(test.program, kernel, end));
	if (hint !== void 0) log.warning(hint);
	return code;
}
function tellWhatIsLost({ changes, leftOut }, settings, { quiet }, log) {
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
/** What a shell reports for a program that writes to a pipe without a reader. */
const sigpipe = 141;
async function runConnected({ test, kernel }, settings, { command, streams, log, interruption }) {
	let disconnect = () => {};
	let keepSignals = () => {};
	const output = watchOutput(streams);
	try {
		return await runGuestOnce(kernel, test, settings, {
			name: "exec",
			bootTimeoutSeconds: command.options.bootTimeoutSeconds,
			...artifactsOf(process.env),
			signal: AbortSignal.any([interruption.signal, output.lost]),
			onEvent(event, guest) {
				if (event.type === "started") {
					disconnect = connect(guest, streams, settings.terminal !== void 0);
					keepSignals = interruption.divert((name) => guest.signal(constants$1.signals[name]));
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
/** Where files come back to that the program leaves for the caller. */
function artifactsOf({ UML_RUN_ARTIFACTS: path }) {
	if (!path) return {};
	return { artifactsPath: existsSync(path) ? realpathSync(path) : resolve(path) };
}
/** What nobody reads must not fill this process's memory: the guest waits, as a program here would. */
function print(bytes, stream, guest) {
	if (!stream.write(bytes)) stream.once("drain", guest.hold());
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
/**
* Lists, fetches, builds and removes kernels of the cache.
* @throws UmlRunError for a kernel that cannot be provided or is not in the cache; the signal's reason
*/
async function kernels({ options, action, specs }, log, signal) {
	const context = await openContext({
		folder: options.cache,
		offline: options.offline,
		log,
		signal
	});
	if (action === "list") {
		const cached = await listKernels(context.cache);
		process.stdout.write(process.stdout.isTTY ? formatForPeople(cached) : formatForPrograms(cached));
		return 0;
	}
	const actions = {
		fetch: (spec) => provide(spec, false),
		build: (spec) => provide(spec, true),
		remove
	};
	for (const spec of specs) await actions[action](spec);
	return 0;
	async function provide(spec, rebuild) {
		const { path } = await provideKernel(spec, {
			...kernelOptions(options),
			rebuild
		}, context);
		process.stdout.write(`${path}\n`);
	}
	async function remove(spec) {
		const removed = await removeKernels(spec, context);
		for (const { version, source } of removed) process.stdout.write(`removed ${version}, ${source}\n`);
		if (removed.length > 0) return;
		throw new UmlRunError("kernel-not-found", `kernel "${spec}" is not in the cache; "uml-run kernel list" shows those that are`);
	}
}
// src/commands/dispatch.ts
/**
* Does what the command line says, on this process's streams.
* @param words after the command's own name
* @returns the exit code
* @throws UmlRunError for a usage error, or when the work could not be done; the interruption's reason
*/
async function dispatch(words, interruption) {
	const { signal } = interruption;
	const command = parseCommandLine(words, process.env);
	switch (command.command) {
		case "help":
			process.stdout.write(formatHelp(command.about, columnsOf(process.stdout)));
			return 0;
		case "version":
			process.stdout.write(`${version}\n`);
			return 0;
		case "doctor": return doctor(command);
		case "kernel": return kernels(command, screenOn(process.stderr, signal, command.options), signal);
		case "exec": return dispatchExec(command, interruption);
		case "run": return dispatchRun(command, words, signal);
	}
}
async function dispatchRun({ options, tests }, words, signal) {
	refuseMistyped(tests[0] ?? "");
	const screen = screenOn(process.stdout, signal, options);
	try {
		const { results, output, isReported, exitCode } = await run(tests, options, screen, signal);
		const file = join(placeOf(output, process.cwd()), "results.json");
		screen.finish(results, output, isReported, repeatCommand(words, file));
		return exitCode;
	} finally {
		screen.clear();
	}
}
/** A word that is no test may have been meant to be a command. */
function refuseMistyped(word) {
	const meant = /^[a-z]+$/.test(word) ? nearestOption(word, [
		...commandNames,
		"help",
		"version"
	]) : void 0;
	if (meant === void 0 || existsSync(word)) return;
	throw new UmlRunError("command-unknown", `"${word}" is neither a command nor a test: did you mean uml-run ${meant}?`);
}
/** 125 says that uml-run itself failed, or that the kernel complained: any other code is the program's, or 141. */
async function dispatchExec(command, interruption) {
	const screen = screenOn(process.stderr, interruption.signal, {
		quiet: !process.stderr.isTTY,
		verbose: false
	});
	try {
		return await exec(command, process, screen, interruption);
	} catch (error) {
		screen.clear();
		if (interruption.signal.aborted) throw error;
		process.stderr.write(`uml-run: ${describeError(error).message}\n`);
		return 125;
	} finally {
		process.stdin.destroy();
	}
}
/** Of a terminal, or as `COLUMNS` says. */
function columnsOf({ columns }) {
	const wanted = Number(process.env.COLUMNS);
	return columns || (Number.isInteger(wanted) && wanted > 0 ? wanted : void 0);
}
function screenOn(stream, signal, { quiet, verbose }) {
	const screen = openScreen(stream, {
		quiet,
		verbose,
		environment: process.env
	});
	signal.addEventListener("abort", () => screen.clear());
	return screen;
}
// src/cli.ts
const interruption = hearSignals((line) => process.stderr.write(`${process.stderr.isTTY ? "\n" : ""}uml-run: ${line}\n`));
process.stdout.on("error", () => void 0);
process.stderr.on("error", () => void 0);
process.exitCode = await dispatch(process.argv.slice(2), interruption).catch((error) => {
	if (interruption.signal.aborted) return leave();
	const { message, exitCode } = describeError(error);
	process.stderr.write(`uml-run: ${message}\n`);
	return exitCode;
});
export {};
