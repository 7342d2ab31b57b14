using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Explains in one line why libtorch has no GPU to compute on.</summary>
internal static class CudaAbsence
{
    /// <summary>The environment variable that selects the GPUs which CUDA shows to a process.</summary>
    public const string VisibleVariable = "CUDA_VISIBLE_DEVICES";

    private static string Backend => OperatingSystem.IsWindows() ? "cuda-windows" : "cuda-linux";

    /// <summary>Returns one line that says what was found and what to do about it.</summary>
    /// <param name="visible">The value of <see cref="VisibleVariable"/>; null if it is not set.</param>
    public static string Explain(TorchCuda torch, CudaDriver driver, string? visible) =>
        torch.WhyNone is { } why ? driver.GpuCount > 0 ? $"{why}; there is {GpusOf(driver)}" : why
        : !torch.IsBuilt ? NotBuilt(torch, driver, visible)
        : torch.LoadFailure is { } failure ? $"libtorch's CUDA library does not load ({failure}); rebuild the app with -p:TorchBackend={Backend}"
        : !driver.IsAvailable ? $"libtorch has CUDA{Named(torch.BuildVersion)}, but there is no NVIDIA driver ({CudaDriver.FileName} was not found); install it, or start the container with the machine's GPUs (--gpus all)"
        : driver.MissingFunction is { } missing ? $"the NVIDIA driver is too old, its {CudaDriver.FileName} has no {missing}{Wanted(torch)}; install a newer driver from NVIDIA"
        : IsTooOld(torch, driver) ? $"the NVIDIA driver supports CUDA {driver.Version} and this libtorch needs CUDA {torch.BuildVersion}; install a newer driver from NVIDIA"
        : SeesNone(driver) ? $"the NVIDIA driver{Supporting(driver)} {NoGpuSeen(visible)}"
        : driver.Error != CudaError.Success ? $"the NVIDIA driver{Supporting(driver)} did not start: {CudaError.Describe(driver.Error)}; {CudaError.Remedy(driver.Error)}"
        : $"libtorch with CUDA{Named(torch.BuildVersion)} reports CUDA as not available without a reason, although the NVIDIA driver{Supporting(driver)} has {GpusOf(driver)}; update the driver, and check whether nvidia-smi works";

    private static string NotBuilt(TorchCuda torch, CudaDriver driver, string? visible)
    {
        string what = torch.Folder is null ? "this build of the app has a libtorch without CUDA (TorchBackend=cpu)" : $"the libtorch of {TorchLibrary.Variable}={torch.Folder} has no CUDA";
        string how = torch.Folder is null
            ? $"build the app with -p:TorchBackend={Backend}, or with -p:TorchBackend=none and name the lib folder of a libtorch with CUDA by {TorchLibrary.Variable}"
            : "name the lib folder of one that has";
        return driver.GpuCount > 0 ? $"{what}, though there is {GpusOf(driver)}; {how}"
            : !driver.IsAvailable ? $"{what}, and there is no NVIDIA driver either ({CudaDriver.FileName} was not found); for a GPU, install its driver and {how}"
            : $"{what}, and the NVIDIA driver has no GPU either ({Refusal(driver, visible)}); for a GPU, see that nvidia-smi lists it and {how}";
    }

    private static string Refusal(CudaDriver driver, string? visible) =>
        driver.MissingFunction is { } missing ? $"it is too old: {CudaDriver.FileName} has no {missing}"
        : !SeesNone(driver) ? CudaError.Describe(driver.Error)
        : visible is null ? "it sees none"
        : $"{VisibleVariable} is '{visible}'";

    // CUDA minor-version compatibility: a CUDA build runs on any driver of the same major version.
    private static bool IsTooOld(TorchCuda torch, CudaDriver driver) =>
        torch.BuildVersion is { } needed && driver.Version is { } supported && supported.Major < needed.Major;

    private static bool SeesNone(CudaDriver driver) => driver.Error == CudaError.NoDevice || (driver.Error == CudaError.Success && driver.GpuCount == 0);

    private static string NoGpuSeen(string? visible) => visible is null
        ? "sees no GPU; see that nvidia-smi lists one, and start a container with the machine's GPUs (--gpus all)"
        : $"sees no GPU with {VisibleVariable} set to '{visible}'; unset it, or name a GPU that nvidia-smi lists";

    private static string GpusOf(CudaDriver driver)
    {
        string first = driver.NameGpu(0);
        return driver.GpuCount > 1 ? $"{first} and {driver.GpuCount - 1} more" : first;
    }

    private static string Named(Version? version) => version is null ? "" : $" {version}";

    private static string Wanted(TorchCuda torch) => torch.BuildVersion is { } version ? $", and this libtorch needs CUDA {version}" : "";

    private static string Supporting(CudaDriver driver) => driver.Version is { } version ? $" (CUDA {version})" : "";
}
