using System.Diagnostics;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Describes the measured system: hardware, driver and libraries.</summary>
internal static class CardDescription
{
    private const string LinuxDriver = "/proc/driver/nvidia/version";

    /// <returns>Names and values.</returns>
    public static IEnumerable<(string Name, string Value)> Of(MeasuredCard card)
    {
        CudaDriver driver = CudaDriver.Open();
        TorchCuda cuda = TorchCuda.Look(driver);
        yield return ("card", card.Device.Note is { } note ? $"{card.Device.Name} ({note})" : card.Device.Name);
        yield return ("its memory", $"{Quantities.Gigabytes(card.Device.MemoryBytes)}, {Quantities.Gigabytes(card.Device.FreeBytes)} free");
        foreach (ComputeDevice other in card.Inventory.Cards.Where(other => other != card.Device))
        {
            yield return ("another card, not measured", $"{other.Name}, {Quantities.Gigabytes(other.MemoryBytes)}, {Quantities.Gigabytes(other.FreeBytes)} free");
        }

        foreach (string leftOut in card.Inventory.LeftOut)
        {
            yield return ("left out", leftOut);
        }

        yield return ("NVIDIA driver", DriverText(driver));
        yield return ("libtorch", $"{TorchLibrary.Version}, {(cuda.IsBuilt ? $"built with CUDA {cuda.BuildVersion?.ToString() ?? "of an unknown version"}" : "without CUDA")}");
        yield return ("loaded from", TorchFile() ?? TorchLibrary.Named ?? "an unknown place");
        yield return ("allocator", NativeEnvironment.Get("PYTORCH_ALLOC_CONF") ?? "as it is by default");
        yield return ("TorchSharp", typeof(torch).Assembly.GetName().Version?.ToString(3) ?? Quantities.None);
        yield return ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return ("machine", $"{Environment.ProcessorCount} cores, {Quantities.Gigabytes(card.Inventory.HostBytes)}");
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
