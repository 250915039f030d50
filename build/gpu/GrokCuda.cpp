// What libtorch can do with a GPU and TorchSharp does not reach; Grokking/Devices/CudaExtras.cs calls it where this library lies beside the program.
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>

extern "C" {

// Gives all memory that the allocator keeps for later back to the GPUs.
__attribute__((visibility("default"))) void grok_cuda_empty_cache() {
    c10::cuda::CUDACachingAllocator::emptyCache();
}

// 0: nothing; 1: a warning whenever the host waits for a GPU; 2: a failure.
__attribute__((visibility("default"))) void grok_cuda_set_sync_debug_mode(int level) {
    c10::cuda::warning_state().set_sync_debug_mode(
        level == 2 ? c10::cuda::SyncDebugMode::L_ERROR : level == 1 ? c10::cuda::SyncDebugMode::L_WARN : c10::cuda::SyncDebugMode::L_DISABLED);
}
}
