using System.Diagnostics;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Describes the measured system: hardware, driver and libraries.</summary>
internal static class GpuDescription
{
    private const string LinuxDriver = "/proc/driver/nvidia/version";

    /// <returns>Names and values.</returns>
    public static IEnumerable<(string Name, string Value)> Of(MeasuredGpu gpu)
    {
        CudaDriver driver = CudaDriver.Open();
        TorchCuda cuda = TorchCuda.Look(driver);
        yield return ("GPU", gpu.Device.Note is { } note ? $"{gpu.Device.Name} ({note})" : gpu.Device.Name);
        yield return ("its memory", $"{Quantities.Gigabytes(gpu.Device.MemoryBytes)}, {Quantities.Gigabytes(gpu.Device.FreeBytes)} free");
        foreach (ComputeDevice other in gpu.Inventory.Gpus.Where(other => other != gpu.Device))
        {
            yield return ("another GPU, not measured", $"{other.Name}, {Quantities.Gigabytes(other.MemoryBytes)}, {Quantities.Gigabytes(other.FreeBytes)} free");
        }

        foreach (string leftOut in gpu.Inventory.LeftOut)
        {
            yield return ("left out", leftOut);
        }

        yield return ("NVIDIA driver", DriverText(driver));
        yield return ("libtorch", $"{TorchLibrary.Version}, {(cuda.IsBuilt ? $"built with CUDA {cuda.BuildVersion?.ToString() ?? "of an unknown version"}" : "without CUDA")}");
        yield return ("loaded from", TorchFile() ?? TorchLibrary.Named ?? "an unknown place");
        yield return ("allocator", NativeEnvironment.Get("PYTORCH_ALLOC_CONF") ?? "as it is by default");
        yield return ("TorchSharp", typeof(torch).Assembly.GetName().Version?.ToString(3) ?? Quantities.None);
        yield return ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return ("machine", $"{Environment.ProcessorCount} cores, {Quantities.Gigabytes(gpu.Inventory.HostBytes)}");
    }

    private static string DriverText(CudaDriver driver)
    {
        string? kernel = File.Exists(LinuxDriver) ? File.ReadLines(LinuxDriver).FirstOrDefault() : null;
        string supports = !driver.IsAvailable ? "none" : driver.Version is { } version ? $"supports CUDA {version}" : "there, and does not say its version";
        return kernel is null ? supports : $"{supports}; {kernel}";
    }

    private static string? TorchFile()
    {
        using Process process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(module => module.ModuleName == TorchLibrary.FileName("torch_cpu"))?.FileName;
    }
}
