#!/usr/bin/env node
// src/cli.ts
require("./compile-cache.js").keepCompiled();
Promise.resolve().then(() => require("./start.js")).then((n) => n.main_exports).then(({ main }) => main()).then((code) => {
	process.exitCode = code;
});
