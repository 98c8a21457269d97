//! The memory of arrays: aligned, fallible, and recycled.
//!
//! First touch of fresh pages costs more than most kernels (2 to 3 ms per 8 MB on
//! 4 KiB pages), so large buffers come from a bounded cache of freed ones, and new
//! ones are mapped on a huge-page boundary and ask for huge pages.
//!
//! | size                    | comes from                          | alignment |
//! |-------------------------|-------------------------------------|-----------|
//! | below 4 KiB             | the global allocator                | 16        |
//! | 4 KiB to 64 KiB         | the global allocator                | 64        |
//! | 64 KiB to 1 MiB         | the cache, else the allocator       | 64        |
//! | 1 MiB and more          | the cache, else an anonymous map    | 512       |

use std::alloc::Layout as AllocLayout;
use std::any::Any;
use std::ptr::NonNull;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::ExecError;

/// From here up, memory is 64-byte aligned.
const ALIGNED_FROM: usize = 4 << 10;
/// From here up, freed buffers are kept for the next allocation.
const RECYCLED_FROM: usize = 64 << 10;
/// From here up, memory is mapped from the system, not taken from the allocator.
const MAPPED_FROM: usize = 1 << 20;
/// From here up, maps start on a huge-page boundary and ask for huge pages.
const HUGE_FROM: usize = 4 << 20;
const HUGE_PAGE: usize = 2 << 20;
const PAGE: usize = 4096;
/// Maps lend their memory from changing places of their first page on. Processors compare only the last twelve bits of an
/// address when they ask whether a load must wait for a store: where all buffers started pages, copying rows 80 bytes
/// further on took a third longer.
const STAGGER: usize = 512;
/// At most this many buffers are kept, whatever their size.
const CACHE_ENTRIES: usize = 64;

/// How the memory is given back.
enum Source {
    /// Nothing to give back: no bytes.
    Empty,
    /// From the global allocator, with this layout.
    Heap(AllocLayout),
    /// An anonymous map of this many bytes.
    Mapped(usize),
    /// Somebody else's memory, kept alive by its owner.
    Foreign { _owner: Box<dyn Any + Send + Sync> },
}

/// A block of memory that one owner may read and write.
///
/// Invariants:
/// 1. `ptr` is valid for reads and writes of `len` bytes for as long as the buffer lives,
///    and nobody else writes it.
/// 2. `ptr` was allocated as `source` says.
/// 3. The bytes are initialised unless the buffer came from [`Buffer::uninit`] and was
///    not yet written.
pub struct Buffer {
    ptr: NonNull<u8>,
    len: usize,
    source: Source,
    recycled: bool,
}

// SAFETY: the buffer owns its memory alone (invariant 1); a foreign owner is Send + Sync.
unsafe impl Send for Buffer {}
// SAFETY: a shared buffer is only read.
unsafe impl Sync for Buffer {}

// A panic leaves a buffer's bytes as they are; nothing else hangs on them. (The owner of foreign memory is only dropped.)
impl std::panic::UnwindSafe for Buffer {}
impl std::panic::RefUnwindSafe for Buffer {}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Buffer").field("ptr", &self.ptr).field("len", &self.len).finish_non_exhaustive()
    }
}

impl Buffer {
    /// Memory of `len` bytes with unspecified contents.
    ///
    /// # Errors
    /// [`ExecError::Allocation`] where the system has no such memory.
    #[inline]
    pub fn uninit(len: usize) -> Result<Buffer, ExecError> {
        if len == 0 {
            return Ok(Buffer::empty());
        }
        if len >= RECYCLED_FROM
            && let Some(buffer) = take_cached(len)
        {
            return Ok(buffer);
        }
        if len < MAPPED_FROM { heap(len, false) } else { map(len) }
    }

    /// The memory of a buffer that is not worth keeping, its content not set; `None` for no bytes, for
    /// [`RECYCLED_FROM`] and more, and where the allocator has none.
    ///
    /// A pointer, for calls that are over before a `Buffer` could be moved to where it belongs.
    #[inline]
    pub(crate) fn allocate_small(len: usize) -> Option<NonNull<u8>> {
        if len == 0 || len >= RECYCLED_FROM {
            return None;
        }
        let layout = AllocLayout::from_size_align(len, alignment(len)).ok()?;
        // SAFETY: `len` is not zero.
        NonNull::new(unsafe { std::alloc::alloc(layout) })
    }

    /// The buffer of such memory.
    ///
    /// # Safety
    /// `ptr` is from [`Buffer::allocate_small`] of `len` bytes, and this is its only owner.
    #[inline]
    pub(crate) unsafe fn of_small(ptr: NonNull<u8>, len: usize) -> Buffer {
        // SAFETY: the alignment is a power of two, and the same pair was accepted when the memory was made.
        let layout = unsafe { AllocLayout::from_size_align_unchecked(len, alignment(len)) };
        Buffer { ptr, len, source: Source::Heap(layout), recycled: false }
    }

    /// Memory of `len` zero bytes.
    ///
    /// Large ones are fresh pages of the system, which are zero already: nothing is
    /// touched until it is used.
    ///
    /// # Errors
    /// [`ExecError::Allocation`] where the system has no such memory.
    pub fn zeroed(len: usize) -> Result<Buffer, ExecError> {
        match len {
            0 => Ok(Buffer::empty()),
            _ if len < MAPPED_FROM => heap(len, true),
            _ => map(len),
        }
    }

    /// No bytes.
    pub const fn empty() -> Buffer {
        // 64-byte aligned, so that an empty slice of any element type may be made of it.
        Buffer {
            ptr: NonNull::without_provenance(std::num::NonZero::new(64).unwrap()),
            len: 0,
            source: Source::Empty,
            recycled: false,
        }
    }

    /// Takes a vector's memory without a copy.
    ///
    /// `T` must not need dropping (checked when compiled).
    pub fn from_vec<T: Send + Sync + 'static>(vec: Vec<T>) -> Buffer {
        const { assert!(!std::mem::needs_drop::<T>()) };
        let mut vec = std::mem::ManuallyDrop::new(vec);
        let len = std::mem::size_of_val(vec.as_slice());
        let capacity = vec.capacity() * size_of::<T>();
        if capacity == 0 {
            return Buffer::empty();
        }
        let layout = AllocLayout::from_size_align(capacity, align_of::<T>());
        let (Some(ptr), Ok(layout)) = (NonNull::new(vec.as_mut_ptr().cast::<u8>()), layout) else {
            unreachable!("a vector's pointer is not null and its layout was valid when it was made")
        };
        Buffer { ptr, len, source: Source::Heap(layout), recycled: false }
    }

    /// Somebody else's memory.
    ///
    /// # Safety
    /// `ptr` is valid for reads and writes of `len` initialised bytes for as long as `owner`
    /// lives, wherever `owner` is moved to, and nobody else writes them in that time.
    pub unsafe fn from_foreign(ptr: NonNull<u8>, len: usize, owner: Box<dyn Any + Send + Sync>) -> Buffer {
        Buffer { ptr, len, source: Source::Foreign { _owner: owner }, recycled: false }
    }

    /// The first byte.
    #[inline]
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.ptr
    }

    /// The length in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bytes.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the pages were touched before: stores that go around the cache pay only then.
    #[inline]
    pub fn is_warm(&self) -> bool {
        self.recycled
    }

    /// The whole allocation as a vector, where it came from one of the same alignment and
    /// element size; else the buffer comes back.
    ///
    /// # Safety
    /// The bytes are valid values of `T` in their first `len` elements.
    ///
    /// # Errors
    /// The buffer itself, unchanged.
    pub unsafe fn into_vec<T>(self, len: usize) -> Result<Vec<T>, Buffer> {
        let size = size_of::<T>();
        match self.source {
            Source::Heap(layout)
                if size > 0
                    && layout.align() == align_of::<T>()
                    && layout.size() % size == 0
                    && len * size <= self.len =>
            {
                let this = std::mem::ManuallyDrop::new(self);
                // SAFETY: allocated by the global allocator with this very layout (invariant 2),
                // `len` elements are initialised (the caller's word), and `this` is not dropped.
                Ok(unsafe { Vec::from_raw_parts(this.ptr.as_ptr().cast(), len, layout.size() / size) })
            }
            _ => Err(self),
        }
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        match self.source {
            Source::Empty | Source::Foreign { .. } => {}
            Source::Heap(layout) if is_recyclable(layout) => {
                give_back(Block { ptr: self.ptr, capacity: layout.size() });
            }
            Source::Heap(layout) => {
                // SAFETY: allocated with this layout (invariant 2).
                unsafe { std::alloc::dealloc(self.ptr.as_ptr(), layout) }
            }
            Source::Mapped(capacity) => give_back(Block { ptr: start_of_page(self.ptr), capacity }),
        }
    }
}

/// Whether heap memory of this layout may go to the cache: what [`Block`] says of itself.
#[inline]
fn is_recyclable(layout: AllocLayout) -> bool {
    layout.align() == 64 && layout.size() >= RECYCLED_FROM && !(cfg!(unix) && layout.size() >= MAPPED_FROM)
}

/// Below a few KiB an aligned allocation takes longer than the arithmetic.
#[inline]
const fn alignment(len: usize) -> usize {
    if len < ALIGNED_FROM { 16 } else { 64 }
}

#[inline]
fn heap(len: usize, zeroed: bool) -> Result<Buffer, ExecError> {
    let layout = AllocLayout::from_size_align(len, alignment(len)).map_err(|_| ExecError::Allocation { bytes: len })?;
    // SAFETY: `len` is not zero (the callers branch on that).
    let ptr = unsafe { if zeroed { std::alloc::alloc_zeroed(layout) } else { std::alloc::alloc(layout) } };
    match NonNull::new(ptr) {
        Some(ptr) => Ok(Buffer { ptr, len, source: Source::Heap(layout), recycled: false }),
        None => Err(ExecError::Allocation { bytes: len }),
    }
}

/// A zeroed map of at least `len` bytes, on a huge-page boundary where it is large.
#[cfg(unix)]
fn map(len: usize) -> Result<Buffer, ExecError> {
    let failed = || ExecError::Allocation { bytes: len };
    let huge = len >= HUGE_FROM;
    let unit = if huge { HUGE_PAGE } else { PAGE };
    let capacity = len.checked_add(PAGE).and_then(|n| n.checked_next_multiple_of(unit)).ok_or_else(failed)?;
    let slack = if huge { HUGE_PAGE } else { 0 };
    let total = capacity.checked_add(slack).filter(|&n| isize::try_from(n).is_ok()).ok_or_else(failed)?;
    // SAFETY: an anonymous private map with no address asked for touches no existing memory.
    let base = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            total,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if base == libc::MAP_FAILED {
        return Err(failed());
    }
    let base = base.cast::<u8>();
    let head = base.align_offset(unit).min(slack);
    // SAFETY: head <= slack, so [head, head + capacity) lies inside the map; what lies before
    // and behind it is ours and unused, and is given back in whole pages.
    let ptr = unsafe {
        let ptr = base.add(head);
        if head > 0 {
            libc::munmap(base.cast(), head);
        }
        if slack > head {
            libc::munmap(ptr.add(capacity).cast(), slack - head);
        }
        #[cfg(target_os = "linux")]
        if huge {
            libc::madvise(ptr.cast(), capacity, libc::MADV_HUGEPAGE);
        }
        ptr
    };
    let ptr = NonNull::new(ptr).ok_or_else(failed)?;
    Ok(Block { ptr, capacity }.into_buffer(len, false))
}

/// The start of the page that a map's buffer begins in: the start of the map.
fn start_of_page(ptr: NonNull<u8>) -> NonNull<u8> {
    let into = ptr.as_ptr().addr() % PAGE;
    // SAFETY: maps start on pages, and lend from some place of the first one on.
    unsafe { ptr.sub(into) }
}

#[cfg(not(unix))]
fn map(len: usize) -> Result<Buffer, ExecError> {
    heap(len, true)
}

/// A freed block: heap memory of alignment 64 below `MAPPED_FROM`, a map from there up.
struct Block {
    ptr: NonNull<u8>,
    capacity: usize,
}

// SAFETY: a block in the cache is owned by the cache alone.
unsafe impl Send for Block {}

impl Block {
    fn is_mapped(&self) -> bool {
        cfg!(unix) && self.capacity >= MAPPED_FROM
    }

    fn release(self) {
        #[cfg(unix)]
        if self.is_mapped() {
            // SAFETY: mapped with this capacity (blocks of this size are always maps on Unix).
            unsafe { libc::munmap(self.ptr.as_ptr().cast(), self.capacity) };
            return;
        }
        // SAFETY: blocks that are not maps were allocated with alignment 64 and this size.
        unsafe {
            let layout = AllocLayout::from_size_align_unchecked(self.capacity, 64);
            std::alloc::dealloc(self.ptr.as_ptr(), layout);
        }
    }

    /// Whether the block has room for `len` bytes, and not much more.
    fn fits(&self, len: usize) -> bool {
        let spare = if self.is_mapped() { PAGE } else { 0 };
        self.capacity.checked_sub(len).is_some_and(|rest| rest >= spare && rest <= spare + len / 4)
    }

    /// `len` bytes of the block, which has room for a page more if it is mapped.
    fn into_buffer(self, len: usize, recycled: bool) -> Buffer {
        if self.is_mapped() {
            static NEXT: AtomicUsize = AtomicUsize::new(0);
            let into = NEXT.fetch_add(STAGGER, Ordering::Relaxed) % PAGE;
            // SAFETY: less than a page into the block, which has a page to spare.
            let ptr = unsafe { self.ptr.add(into) };
            return Buffer { ptr, len, source: Source::Mapped(self.capacity), recycled };
        }
        // SAFETY: the size and alignment of an allocation that was made.
        let layout = unsafe { AllocLayout::from_size_align_unchecked(self.capacity, 64) };
        Buffer { ptr: self.ptr, len, source: Source::Heap(layout), recycled }
    }
}

/// Freed blocks, oldest first.
struct Cache {
    blocks: Vec<Block>,
    bytes: usize,
}

static CACHE: Mutex<Cache> = Mutex::new(Cache { blocks: Vec::new(), bytes: 0 });
static CACHE_LIMIT: AtomicUsize = AtomicUsize::new(256 << 20);

fn take_cached(len: usize) -> Option<Buffer> {
    let mut cache = CACHE.lock().unwrap_or_else(|e| e.into_inner());
    // The newest block that fits without wasting a quarter: its pages are likeliest in cache.
    let at = cache.blocks.iter().rposition(|block| block.fits(len))?;
    let block = cache.blocks.remove(at);
    cache.bytes -= block.capacity;
    drop(cache);
    Some(block.into_buffer(len, true))
}

fn give_back(block: Block) {
    let limit = CACHE_LIMIT.load(Ordering::Relaxed);
    if block.capacity > limit {
        return block.release();
    }
    let mut evicted = Vec::new();
    {
        let mut cache = CACHE.lock().unwrap_or_else(|e| e.into_inner());
        cache.bytes += block.capacity;
        cache.blocks.push(block);
        while cache.bytes > limit || cache.blocks.len() > CACHE_ENTRIES {
            let old = cache.blocks.remove(0);
            cache.bytes -= old.capacity;
            evicted.push(old);
        }
    }
    evicted.into_iter().for_each(Block::release);
}

/// Gives every cached buffer back to the system.
///
/// ```
/// npcore_exec::trim_buffers();
/// assert_eq!(npcore_exec::cached_bytes(), 0);
/// ```
pub fn trim_buffers() {
    let blocks = {
        let mut cache = CACHE.lock().unwrap_or_else(|e| e.into_inner());
        cache.bytes = 0;
        std::mem::take(&mut cache.blocks)
    };
    blocks.into_iter().for_each(Block::release);
}

/// Sets how many bytes of freed buffers are kept (256 MiB unless set; 0 keeps none), and
/// returns the former limit.
pub fn set_buffer_cache_limit(bytes: usize) -> usize {
    let before = CACHE_LIMIT.swap(bytes, Ordering::Relaxed);
    if bytes < before {
        trim_buffers();
    }
    before
}

/// How many bytes of freed buffers are kept at this moment.
pub fn cached_bytes() -> usize {
    CACHE.lock().unwrap_or_else(|e| e.into_inner()).bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_alignments() {
        for len in [0, 1, 100, 4096, 5000, 70_000, 1 << 20, (4 << 20) + 1] {
            for zeroed in [false, true] {
                let b = if zeroed { Buffer::zeroed(len) } else { Buffer::uninit(len) }.unwrap();
                assert_eq!(b.len(), len);
                let align = if len >= ALIGNED_FROM { 64 } else { 16 };
                assert_eq!(b.as_ptr().as_ptr().addr() % align, 0, "{len}");
                // SAFETY: the buffer has `len` bytes.
                unsafe {
                    if zeroed {
                        assert!((0..len).all(|i| *b.as_ptr().as_ptr().add(i) == 0));
                    }
                    b.as_ptr().as_ptr().write_bytes(7, len);
                }
            }
        }
    }

    #[test]
    fn absurd_sizes_are_errors() {
        assert!(Buffer::uninit(isize::MAX as usize - 100).is_err());
        assert!(Buffer::zeroed(usize::MAX).is_err());
    }

    #[test]
    fn vectors_go_in_and_out_without_a_copy() {
        let v = vec![1.5f64, 2.5, 3.5];
        let p = v.as_ptr();
        let b = Buffer::from_vec(v);
        assert_eq!(b.len(), 24);
        // SAFETY: three f64 went in.
        let v = unsafe { b.into_vec::<f64>(3) }.unwrap();
        assert_eq!((v.as_ptr(), v.as_slice()), (p, &[1.5, 2.5, 3.5][..]));
    }
}
