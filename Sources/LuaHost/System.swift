internal import Glibc

/// An address for texts that have none; never written, so sharing it is safe.
nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = UnsafePointer(strdup("").unsafelyUnwrapped)
