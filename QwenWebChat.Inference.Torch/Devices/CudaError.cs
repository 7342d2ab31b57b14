using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Describes error codes of the CUDA driver API and their remedies.</summary>
/// <seealso href="https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__TYPES.html"/>
internal static class CudaError
{
    public const int Success = 0;
    public const int NoDevice = 100;

    /// <summary>
    /// Describes an error code, such as <c>803, the driver's library and its kernel module are of different
    /// versions</c>.
    /// </summary>
    public static string Describe(int code) => MeaningOf(code) is { } meaning ? $"{code}, {meaning}" : $"error {code}";

    /// <summary>Returns the remedy for an error code, as an instruction to the administrator.</summary>
    public static string Remedy(int code) => code switch
    {
        2 or 46 => "end other programs that hold the GPU (nvidia-smi lists them)",
        34 => "remove the stubs folder of the CUDA toolkit from the library path, and install NVIDIA's driver",
        35 => "install a newer driver from NVIDIA",
        802 => "start the services that the machine's GPUs need, such as nvidia-fabricmanager",
        803 => "restart the machine, so that both parts of the driver are the installed ones",
        804 => "remove the cuda-compat package, or install a newer driver from NVIDIA",
        _ => "check whether nvidia-smi works; if not, restart the machine or reinstall the driver",
    };

    private static string? MeaningOf(int code) => code switch
    {
        1 => "invalid argument",
        2 => "out of memory",
        3 => "not initialised",
        4 => "the driver is shutting down",
        34 => "the library is a stub for building, no driver",
        35 => "the driver is older than the program",
        46 => "the GPU is held by another program alone",
        NoDevice => "no CUDA device",
        101 => "no device of that number",
        201 => "invalid context",
        304 => "the operating system refused a call",
        801 => "not supported by this machine",
        802 => "the machine is not ready for CUDA",
        803 => "the driver's library and its kernel module are of different versions",
        804 => "the driver's compatibility package does not support the GPU",
        999 => "unknown to the driver itself",
        _ => null,
    };
}
