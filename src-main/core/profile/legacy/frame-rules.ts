/**
 * Functions that google/pprof hides below the caller's frame: allocators, lock and profiler internals. They are
 * given to a profile of a text or binary format by its sample types, as RE2 alternatives.
 */
const ALLOCATORS = [
  // POSIX entry points.
  'calloc',
  'cfree',
  'malloc',
  'free',
  'memalign',
  'do_memalign',
  '(__)?posix_memalign',
  'pvalloc',
  'valloc',
  'realloc',
  // TC malloc.
  'tcmalloc::.*',
  'tc_calloc',
  'tc_cfree',
  'tc_malloc',
  'tc_free',
  'tc_memalign',
  'tc_posix_memalign',
  'tc_pvalloc',
  'tc_valloc',
  'tc_realloc',
  'tc_new',
  'tc_delete',
  'tc_newarray',
  'tc_deletearray',
  'tc_new_nothrow',
  'tc_newarray_nothrow',
  // Memory-allocation routines on OS X.
  'malloc_zone_malloc',
  'malloc_zone_calloc',
  'malloc_zone_valloc',
  'malloc_zone_realloc',
  'malloc_zone_memalign',
  'malloc_zone_free',
  // Go runtime
  String.raw`runtime\..*`,
  // Other misc. memory allocation routines
  'BaseArena::.*',
  '(::)?do_malloc_no_errno',
  '(::)?do_malloc_pages',
  '(::)?do_malloc',
  'DoSampledAllocation',
  'MallocedMemBlock::MallocedMemBlock',
  '_M_allocate',
  '__builtin_(vec_)?delete',
  '__builtin_(vec_)?new',
  '__gnu_cxx::new_allocator::allocate',
  '__libc_malloc',
  '__malloc_alloc_template::allocate',
  'allocate',
  'cpp_alloc',
  String.raw`operator new(\[\])?`,
  'simple_alloc::allocate',
].join('|');

const NOT_ALLOCATORS = [
  // Preserve Go runtime frames that appear in the middle/bottom of
  // the stack.
  String.raw`runtime\.panic`,
  String.raw`runtime\.reflectcall`,
  String.raw`runtime\.call[0-9]*`,
].join('|');

const PROFILER = [
  'ProfileData::Add',
  'ProfileData::prof_handler',
  'CpuProfiler::prof_handler',
  '__pthread_sighandler',
  '__restore',
].join('|');

const LOCKS = [
  'RecordLockProfileData',
  '(base::)?RecordLockProfileData.*',
  '(base::)?SubmitMutexProfileData.*',
  '(base::)?SubmitSpinLockProfileData.*',
  '(base::Mutex::)?AwaitCommon.*',
  '(base::Mutex::)?Unlock.*',
  '(base::Mutex::)?UnlockSlow.*',
  '(base::Mutex::)?ReaderUnlock.*',
  '(base::MutexLock::)?~MutexLock.*',
  '(Mutex::)?AwaitCommon.*',
  '(Mutex::)?Unlock.*',
  '(Mutex::)?UnlockSlow.*',
  '(Mutex::)?ReaderUnlock.*',
  '(MutexLock::)?~MutexLock.*',
  '(SpinLock::)?Unlock.*',
  '(SpinLock::)?SlowUnlock.*',
  '(SpinLockHolder::)?~SpinLockHolder.*',
].join('|');

const HEAP_TYPES = new Set([
  'allocations size',
  'objects space',
  'inuse_objects inuse_space',
  'alloc_objects alloc_space',
  'alloc_objects alloc_space inuse_objects inuse_space',
]);

/** Patterns of frames to drop, and of those among them to keep, for a profile with these sample types. */
export function frameRules(types: readonly string[]): { drop: string; keep: string } {
  const key = types.join(' ');
  if (HEAP_TYPES.has(key)) return { drop: ALLOCATORS, keep: NOT_ALLOCATORS };
  if (key === 'contentions delay') return { drop: LOCKS, keep: '' };
  return { drop: PROFILER, keep: '' };
}
