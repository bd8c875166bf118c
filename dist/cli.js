#!/usr/bin/env node
import { t as keepCompiled } from "./compile-cache.js";
// src/cli.ts
keepCompiled();
const { main } = await import("./main.js");
process.exitCode = await main();
export {};
