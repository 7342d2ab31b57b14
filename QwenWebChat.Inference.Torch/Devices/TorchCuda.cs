using System.Diagnostics;
using QwenWebChat.Inference.Devices;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>What libtorch says of CUDA.</summary>
/// <param name="Folder">Where it was loaded from by <see cref="TorchLibrary.Variable"/>; null for the app's own.</param>
/// <param name="IsBuilt">Whether it has CUDA at all.</param>
/// <param name="LoadFailure">Why its part for CUDA, which is there, did not load; null where it did or is not there.</param>
/// <param name="BuildVersion">The CUDA that it was built with; null where that cannot be known.</param>
/// <param name="CardCount">The cards that it would use; none where it says that CUDA is not available.</param>
/// <param name="WhyNone">The reason why there is no libtorch to ask, in one line; null where there is one.</param>
internal sealed record TorchCuda(string? Folder, bool IsBuilt, string? LoadFailure, Version? BuildVersion, int CardCount, string? WhyNone = null)
{
    /// <summary>Asks the libtorch of this process, which loads it; looks at its files alone where the driver has no card for it.</summary>
    public static TorchCuda Look(CudaDriver driver)
    {
        string? whyNone = TorchLibrary.WhyNone;
        return whyNone is not null || driver.CardCount == 0
            ? new TorchCuda(TorchLibrary.Named, TorchLibrary.HasCuda, null, null, 0, whyNone)
            : Ask();
    }

    private static TorchCuda Ask()
    {
        // TorchSharp asks only whether CUDA is available, which is no with and without a build for it. It has loaded
        // torch_cuda by then, and said nothing if that failed: that library, loaded or at least there, is what a build for
        // CUDA has and another has not.
        bool isAvailable = torch.cuda.is_available();
        string fileName = TorchLibrary.FileName("torch_cuda");
        nint library = SystemLoader.FindLoaded(fileName);
        string? failure = null;
        if (library == 0 && TorchLibrary.AppFolders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) is { } file)
        {
            // The second try says what the first did not.
            library = SystemLoader.Open(file, out failure);
        }

        bool isBuilt = library != 0 || failure is not null;
        return new TorchCuda(TorchLibrary.Named, isBuilt, failure?.ReplaceLineEndings(" "), library == 0 ? null : BuildVersionOf(library), isAvailable ? torch.cuda.device_count() : 0);
    }

    // CUDA's runtime library, which torch_cuda needs, has the version that it was built with. It needs no driver to say it.
    private static unsafe Version? BuildVersionOf(nint torchCuda)
    {
        nint function = OperatingSystem.IsWindows() ? RuntimeFunction() : SystemLoader.FindFunction(torchCuda, "cudaRuntimeGetVersion");
        int version;
        return function != 0 && ((delegate* unmanaged<int*, int>)function)(&version) == CudaError.Success ? CudaDriver.VersionOf(version) : null;
    }

    // On Windows a library's functions are not found through one that needs it, and this one's name has its version.
    private static nint RuntimeFunction()
    {
        using Process process = Process.GetCurrentProcess();
        string? name = process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName).FirstOrDefault(name => name.StartsWith("cudart64_", StringComparison.OrdinalIgnoreCase));
        return name is null ? 0 : SystemLoader.FindFunction(SystemLoader.FindLoaded(name), "cudaRuntimeGetVersion");
    }
}
