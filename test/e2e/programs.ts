/** One program of each kind that people bring, each of which looks at what it was made with. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { compile, library } from '../program/compile.ts';

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

function cxxCompile(output: string): string {
  execaSync('g++', ['-x', 'c++', '-', '-pthread', '-o', output], { input: thrower });
  return output;
}

function muslCompile(output: string): string {
  execaSync('musl-gcc', ['-x', 'c', '-', '-o', output], { input: tracer });
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
  library(join(folder, 'beside'), 'beside', '-Wl,--no-undefined');
  return {
    dynamic: compile(at('tracee'), tracer),
    static: compile(at('tracee_static'), tracer, '-static'),
    'static-pie': compile(at('tracee_pie'), tracer, '-static-pie'),
    musl: muslCompile(at('tracee_musl')),
    'c++': cxxCompile(at('thrower')),
    dlopen: compile(at('opener'), opener),
    $ORIGIN: compile(
      at('origin'),
      'int beside(void); int main(void) { return beside() != 1; }',
      `-L${join(folder, 'beside')}`,
      '-lbeside',
      '-Wl,-rpath,$ORIGIN/beside',
    ),
    starter: compile(at('starter'), starter, '-static'),
    sh: script('script.sh', '#!/bin/sh\necho "$0"; exit 0\n'),
    python: script('script.py', '#!/usr/bin/env python3\nimport json, os\nprint(os.uname().release)\n'),
  };
}
