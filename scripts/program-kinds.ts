/** One program of each kind that people bring, each of which looks at what it was made with. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';

const tracer = `
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int status;
  pid_t child = fork();
  if (child == 0) { ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGSTOP); _exit(7); }
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return 1;
  ptrace(PTRACE_CONT, child, 0, 0);
  waitpid(child, &status, 0);
  puts("traced");
  return WEXITSTATUS(status) != 7;
}`;

const thrower = `
#include <iostream>
#include <stdexcept>
#include <thread>
int main() {
  try { throw std::runtime_error("thrown"); }
  catch (std::exception &error) { std::thread([&] { std::cout << error.what() << std::endl; }).join(); }
}`;

const opener = `
#include <dlfcn.h>
#include <stdio.h>
int main(void) {
  void *libm = dlopen("libm.so.6", RTLD_NOW);
  double (*cosine)(double) = libm ? (double (*)(double))dlsym(libm, "cos") : 0;
  if (!cosine) { puts(dlerror()); return 1; }
  return cosine(0) != 1;
}`;

const starter = `
#include <libgen.h>
#include <stdio.h>
#include <unistd.h>
int main(int count, char **words) {
  char path[4096];
  snprintf(path, sizeof path, "%s/tracee_static", dirname(words[0]));
  execl(path, path, (char *)0);
  perror(path);
  return count;
}`;

/** Compiles what it is given, with that compiler and these arguments. */
function build(output: string, code: string, [compiler, ...words]: [string, ...string[]]): string {
  const language = compiler === 'g++' ? 'c++' : 'c';
  execaSync(compiler, ['-x', language, '-', '-x', 'none', '-o', output, ...words], { input: code });
  return output;
}

/** @returns their paths, by kind */
export function makePrograms(folder: string): Record<string, string> {
  const at = (name: string) => join(folder, name);
  const script = (name: string, text: string) => {
    writeFileSync(at(name), text);
    chmodSync(at(name), 0o755);
    return at(name);
  };
  mkdirSync(at('beside'));
  build(at('beside/libbeside.so'), 'int beside(void) { return 1; }', ['gcc', '-shared', '-fPIC']);
  return {
    dynamic: build(at('tracee'), tracer, ['gcc']),
    static: build(at('tracee_static'), tracer, ['gcc', '-static']),
    'static-pie': build(at('tracee_pie'), tracer, ['gcc', '-static-pie']),
    musl: build(at('tracee_musl'), tracer, ['musl-gcc']),
    'c++': build(at('thrower'), thrower, ['g++', '-pthread']),
    dlopen: build(at('opener'), opener, ['gcc']),
    $ORIGIN: build(at('origin'), 'int beside(void); int main(void) { return beside() != 1; }', [
      'gcc',
      `-L${at('beside')}`,
      '-lbeside',
      '-Wl,-rpath,$ORIGIN/beside',
    ]),
    starter: build(at('starter'), starter, ['gcc', '-static']),
    sh: script('script.sh', '#!/bin/sh\necho "$0"; exit 0\n'),
    python: script('script.py', '#!/usr/bin/env python3\nimport json, os\nprint(os.uname().release)\n'),
  };
}
