//! The memory that a process keeps for itself. Knows no picture.

/// Has the system's allocator give large buffers back as soon as they are dropped. glibc otherwise raises its own threshold to the
/// largest buffer that it has seen (up to 32 MB), and then keeps the files of photos in heaps that do not shrink: a fifth of what an
/// ingest takes at its peak. It costs about two per cent of its processor time. To be called first thing in `main`; does nothing on other systems.
pub fn give_large_buffers_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// Bytes: files. A preview's planes are smaller, and are got from the system anew for each photo only at a cost.
        const LARGE: libc::c_int = 4 << 20;
        #[allow(unsafe_code, reason = "mallopt takes two numbers and may be called at any time")]
        // SAFETY: no pointer is passed; it refuses what it does not know.
        let _taken = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
    }
}
