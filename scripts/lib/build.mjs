import fs from 'node:fs';
import path from 'node:path';
import { readStamp, stampOf } from './stamp.mjs';

const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** How every bundle of src-main is made. */
const bundle = (root, options) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Names stay for stack traces; whitespace and syntax make the difference in memory.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  logLevel: 'error',
  ...options,
});
const ESM = { outExtension: { '.js': '.mjs' }, format: 'esm', banner: { js: BANNER } };
/** The process that reads profiles: started for each burst of work, so nothing goes along that it does not need. */
const buildProfileChild = (build, root, outdir) =>
  build(
    bundle(root, {
      ...ESM,
      entryPoints: { 'profile-child': 'src-main/core/profile-host/child.ts' },
      outdir,
      sourcemap: false,
    }),
  );
/** Commands that need no core: each one file, so that it starts in 100 ms. */
const buildCommands = (build, root, outdir) =>
  build(
    bundle(root, {
      ...ESM,
      entryPoints: { analyze: 'src-main/headless/cli/analyze.ts', top: 'src-main/headless/cli/top.ts' },
      outdir,
      sourcemap: false,
    }),
  );
const versionOf = (root) => JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;

/** Parts of the product: what each is made of and how. Only what changed is built. */
const PARTS = [
  {
    name: 'core',
    sources: ['shared', 'src-main', 'package.json', 'package-lock.json', 'scripts/lib/build.mjs'],
    async build(root) {
      const { build } = await import('esbuild');
      fs.rmSync(path.join(root, 'dist/core'), { recursive: true, force: true });
      const result = await build(
        bundle(root, {
          entryPoints: { headless: 'src-main/headless/main.ts' },
          outdir: 'dist/core',
          ...ESM,
          splitting: true,
          define: { GOPHERSCOPE_VERSION: JSON.stringify(versionOf(root)) },
          metafile: true,
        }),
      );
      await buildProfileChild(build, root, 'dist/core');
      await buildCommands(build, root, 'dist/core');
      const inputs = Object.keys(result.metafile.inputs);
      if (inputs.some((file) => /node_modules\/electron\//.test(file)))
        throw new Error('the headless core imports electron');
      fs.writeFileSync(path.join(root, 'dist/core/meta.json'), JSON.stringify(result.metafile));
    },
  },
  {
    name: 'electron',
    sources: ['shared', 'src-main', 'package.json', 'package-lock.json', 'scripts/lib/build.mjs'],
    async build(root) {
      const { build } = await import('esbuild');
      fs.rmSync(path.join(root, 'dist/electron'), { recursive: true, force: true });
      const outdir = 'dist/electron';
      const external = ['electron'];
      await build(
        bundle(root, {
          entryPoints: { main: 'src-main/electron/main.ts' },
          outdir,
          external,
          ...ESM,
          splitting: true,
          define: { GOPHERSCOPE_VERSION: JSON.stringify(versionOf(root)) },
        }),
      );
      await buildProfileChild(build, root, outdir);
      // A sandboxed preload script is CommonJS and one file.
      await build(
        bundle(root, {
          entryPoints: { preload: 'src-main/electron/preload.ts' },
          outdir,
          external,
          outExtension: { '.js': '.cjs' },
          format: 'cjs',
          sourcemap: false,
        }),
      );
    },
  },
  {
    name: 'renderer',
    sources: ['shared', 'src-renderer', 'vite.config.ts', 'package.json', 'package-lock.json'],
    async build(root) {
      const { build } = await import('vite');
      await build({
        root: path.join(root, 'src-renderer'),
        configFile: path.join(root, 'vite.config.ts'),
        logLevel: 'error',
      });
    },
  },
];

/** Builds every part whose sources changed since it was last built. */
export async function buildChanged(root, { quiet = false } = {}) {
  for (const part of PARTS) {
    const stampFile = path.join(root, 'dist', `.${part.name}-stamp`);
    const stamp = stampOf(root, part.sources);
    if (readStamp(stampFile) === stamp) continue;
    if (!quiet) process.stderr.write(`Building the ${part.name} …\n`);
    await part.build(root);
    fs.mkdirSync(path.dirname(stampFile), { recursive: true });
    fs.writeFileSync(stampFile, stamp);
  }
}
