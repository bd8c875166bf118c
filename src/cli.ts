#!/usr/bin/env node
import { keepCompiled } from './commands/compile-cache.ts';

keepCompiled();
import('./commands/main.ts')
  .then(({ main }) => main())
  .then((code) => {
    process.exitCode = code;
  });
