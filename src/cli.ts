#!/usr/bin/env node
import { keepCompiled } from './commands/compile-cache.ts';

keepCompiled();
const { main } = await import('./commands/main.ts');
process.exitCode = await main();
