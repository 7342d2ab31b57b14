using System.Diagnostics;
using QwenWebChat.Inference.Devices;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>CUDA support of the loaded libtorch.</summary>
/// <param name="Folder">
/// The folder that libtorch was loaded from through <see cref="TorchLibrary.Variable"/>; null for the app's own.
/// </param>
/// <param name="IsBuilt">True if libtorch was built with CUDA.</param>
/// <param name="LoadFailure">The reason why libtorch's CUDA library is present but did not load; null if it loaded or is absent.</param>
/// <param name="BuildVersion">The CUDA version that libtorch was built with; null if unknown.</param>
/// <param name="GpuCount">The number of GPUs that libtorch can use; 0 if it reports that CUDA is not available.</param>
/// <param name="WhyNone">The reason why libtorch is not installed, in one line; null if it is installed.</param>
internal sealed record TorchCuda(string? Folder, bool IsBuilt, string? LoadFailure, Version? BuildVersion, int GpuCount, string? WhyNone = null)
{
    /// <summary>Queries libtorch, which loads it; if the driver has no GPU, only its files are inspected.</summary>
    public static TorchCuda Look(CudaDriver driver)
    {
        string? whyNone = TorchLibrary.WhyNone;
        return whyNone is not null || driver.GpuCount == 0
            ? new TorchCuda(TorchLibrary.Named, TorchLibrary.HasCuda, null, null, 0, whyNone)
            : Ask();
    }

    private static TorchCuda Ask()
    {
        // TorchSharp only asks whether CUDA is available, and gets "no" both from a CPU build and from a CUDA build
        // that failed. By then it has loaded torch_cuda and ignored any failure: only a CUDA build has that library.
        bool isAvailable = torch.cuda.is_available();
        string fileName = TorchLibrary.FileName("torch_cuda");
        nint library = SystemLoader.FindLoaded(fileName);
        string? failure = null;
        if (library == 0 && TorchLibrary.AppFolders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) is { } file)
        {
            // The second attempt reports the error that the first one hid.
            library = SystemLoader.Open(file, out failure);
        }

        bool isBuilt = library != 0 || failure is not null;
        return new TorchCuda(TorchLibrary.Named, isBuilt, failure?.ReplaceLineEndings(" "), library == 0 ? null : BuildVersionOf(library), isAvailable ? torch.cuda.device_count() : 0);
    }

    // CUDA's runtime library, a dependency of torch_cuda, has libtorch's CUDA version. It reports it without a driver.
    private static unsafe Version? BuildVersionOf(nint torchCuda)
    {
        nint function = OperatingSystem.IsWindows() ? RuntimeFunction() : SystemLoader.FindFunction(torchCuda, "cudaRuntimeGetVersion");
        int version;
        return function != 0 && ((delegate* unmanaged<int*, int>)function)(&version) == CudaError.Success ? CudaDriver.VersionOf(version) : null;
    }

    // On Windows a library's functions cannot be found through its dependents, and this file name contains the version.
    private static nint RuntimeFunction()
    {
        using Process process = Process.GetCurrentProcess();
        string? name = process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName).FirstOrDefault(name => name.StartsWith("cudart64_", StringComparison.OrdinalIgnoreCase));
        return name is null ? 0 : SystemLoader.FindFunction(SystemLoader.FindLoaded(name), "cudaRuntimeGetVersion");
    }
}
