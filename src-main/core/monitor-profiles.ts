import fs from 'node:fs';
import { readlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fail, type Result } from '../../shared/base/result.js';
import type { CoreStatus } from '../../shared/model/events.js';
import type { Clock, ProfileHost } from '../../shared/model/ports.js';
import type { ProfileRecord } from '../../shared/model/profile.js';
import type { ProfileService } from './api/services.js';
import { Captures, isCapture, lastStates } from './capture/captures.js';
import { CpuSampler } from './capture/sampling.js';
import { libraryBase } from './capture/switch.js';
import { pprofBase } from './capture/types.js';
import type { DataFolder } from './config/data-folder.js';
import { findToolchain, goFolders } from './demo/toolchain.js';
import { readExecutable } from './discover/processes.js';
import type { Fs } from './docstore/fs.js';
import { Journal } from './journal/journal.js';
import { ProfileLibrary } from './library/library.js';
import type { Kept } from './library/types.js';
import { TraceTools } from './library/trace-tool.js';
import type { Log } from './log/log.js';
import { ChildProfileHost } from './profile-host/host.js';
import type { StartChild } from './profile-host/messages.js';
import { annotate } from './source/annotate.js';
import { placesOf } from './source/places.js';
import { readFirst } from './source/read.js';
import { goFoldersOf, moduleDirs, type GoFolders } from './source/surroundings.js';
import type { Settings } from './settings/settings.js';
import type { Annotations } from './targets/annotations.js';
import type { TargetManager } from './targets/manager.js';

export interface ProfileDeps {
  fs: Fs;
  folder: DataFolder;
  log: Log;
  clock: Clock;
  settings: Settings;
  targets: TargetManager;
  annotations: Annotations;
  /** Starts the process that reads profiles. */
  startChild: StartChild;
}

export interface Profiles {
  library: ProfileLibrary;
  captures: Captures;
  service: ProfileService;
  notices: CoreStatus['notices'];
  /** Takes a file of this machine into the library. */
  openFile(file: string): Promise<Result<Kept>>;
  close(): Promise<void>;
}

/** Profile host, library, captures and source, put together. */
export async function startProfiles(deps: ProfileDeps): Promise<Profiles> {
  const { fs: disk, folder, log, clock, settings, targets, annotations } = deps;
  const home = folder.writable
    ? folder.path
    : fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-profiles-'));
  const dir = path.join(home, 'profiles');
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const host: ProfileHost = new ChildProfileHost({
    start: deps.startChild,
    cacheDir: path.join(home, 'cache', 'profiles'),
    log,
  });
  const quotaBytes = (): number => settings.values.profiles.quotaBytes;
  const library = await ProfileLibrary.open({ fs: disk, dir, clock, host, log, quotaBytes });
  const journal = folder.writable ? await openJournal(deps) : null;
  const captures = new Captures(
    {
      library,
      clock,
      log,
      journal: journal?.journal ?? null,
      target: (id) => {
        const { name, sources } = targets.get(id);
        const base = pprofBase(sources);
        const module = (): string | null => moduleOf(targets, id);
        const library = libraryBase(sources);
        return base === null ? null : { id, name, base, library, module, http: targets.askerOf(id) };
      },
      mark: (targetId, startMs, endMs, data) => {
        annotations.add(targetId, 'capture', startMs, data, endMs);
      },
    },
    journal?.contents.records ?? [],
  );
  targets.onChange((id) => {
    if (!targets.has(id)) captures.cancelOf(id);
  });
  const sampler = new CpuSampler({
    ...{ host, clock, log, dir },
    targets: () =>
      [...targets.watched()].flatMap((target) => {
        const base = target.wantsCpuSample ? pprofBase(target.model().sources) : null;
        const id = target.targetId;
        return base === null ? [] : [{ id, base, http: targets.askerOf(id) }];
      }),
    tryCpu: (id) => captures.tryCpu(id),
    take: (id, tMs, cores) => {
      for (const target of targets.watched()) if (target.targetId === id) target.takeCpuSample(tMs, cores);
    },
  });
  const go = onceFound(async () => {
    const found = await findToolchain(goFolders(process.env));
    return found.ok ? found.value.go : null;
  });
  const tools = new TraceTools(go);
  let folders: Promise<GoFolders> | null = null;
  const service: ProfileService = {
    get usedBytes() {
      return library.usedBytes;
    },
    get quotaBytes() {
      return library.quotaBytes;
    },
    list: (filter) => library.list(filter),
    get: (id) => library.get(id),
    update: (id, change) => library.update(id, change),
    remove: (id) => library.remove(id),
    restore: (id) => library.restore(id),
    bytesOf: (id) => library.bytesOf(id),
    ask: (id, question, options) => library.ask(id, question, options),
    upload: (body, { name, origin, targetId }, options) => {
      const targetName = targetId === null ? null : targets.get(targetId).name;
      const module = targetId === null ? null : moduleOf(targets, targetId);
      const from = { name, origin, targetId, targetName, module };
      return library.add(body, from, options);
    },
    source: async (id, asked) => {
      const detail = await library.ask(id, { ask: 'function', ...asked });
      const record = library.get(id);
      folders ??= go().then((command) => goFoldersOf(command));
      const around = {
        ...(await folders),
        rules: settings.values.profiles.sourcePaths,
        module: record.module,
        moduleDirs: await moduleDirs(await startsOf(record, targets), record.module),
      };
      const isStdlib = detail.origin === 'stdlib' || detail.origin === 'runtime';
      const places = placesOf({ file: detail.file, package: detail.package, isStdlib }, around);
      return annotate(detail, await readFirst(detail.file, places));
    },
    traceTool: (id) => {
      const { path: file } = library.bytesOf(id);
      return tools.open(file);
    },
    onChange: (listener) => library.onChange(listener),
  };
  return {
    library,
    captures,
    service,
    notices: [...library.notices, ...(folder.writable ? [] : [temporary(home)])],
    openFile: (file) => openFile(library, file),
    close: async () => {
      sampler.close();
      tools.close();
      await captures.close();
      await host.close();
      await library.close();
      if (!folder.writable) fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

async function openJournal({ fs: disk, folder, log }: ProfileDeps) {
  try {
    return await Journal.open(disk, folder.path, 'captures', isCapture, lastStates);
  } catch (error) {
    log.error({ error: String(error) }, 'the journal of captures cannot be opened; they are not kept');
    return null;
  }
}

/** The main module of a target's app; a program built from named files has none that says anything. */
function moduleOf(targets: TargetManager, id: string): string | null {
  const module = targets.has(id) ? targets.get(id).module : null;
  return module === 'command-line-arguments' ? null : module;
}

/** Where the source of a profile's app may lie: where it runs, where its executable is, and where we run. */
async function startsOf({ targetId, module }: ProfileRecord, targets: TargetManager): Promise<string[]> {
  const starts = module === null ? [] : [process.cwd()];
  if (targetId === null || !targets.has(targetId)) return starts;
  const { pid } = targets.get(targetId);
  if (pid === null) return starts;
  const exe = await readExecutable(pid);
  if (exe.ok) starts.unshift(path.dirname(exe.value.path));
  const cwd = await readlink(`/proc/${pid.toString()}/cwd`).catch(() => null);
  if (cwd !== null) starts.unshift(cwd);
  return starts;
}

async function openFile(library: ProfileLibrary, file: string): Promise<Result<Kept>> {
  const name = path.basename(file);
  const from = { name, origin: 'file', targetId: null, targetName: null, module: null } as const;
  try {
    return await library.add(fs.createReadStream(file), from);
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? String(error);
    return fail('FILE_UNREADABLE', `${file} cannot be read: ${detail}.`, { path: file, detail });
  }
}

/** Looks again until something was found. */
function onceFound<T>(find: () => Promise<T | null>): () => Promise<T | null> {
  let found: T | null = null;
  return async () => (found ??= await find());
}

const temporary = (dir: string): CoreStatus['notices'][number] => ({
  code: 'PROFILES_TEMPORARY',
  params: { dir },
  message: `The data folder cannot be written: profiles are kept in ${dir} until Gopherscope ends.`,
});
