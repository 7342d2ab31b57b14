using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Finds the GPUs of this machine that libtorch can use, or explains why there are none.</summary>
internal static class GpuSearch
{
    // Ampere is the first architecture with bfloat16 tensor cores; older GPUs emulate bfloat16 slowly.
    private static readonly Version FastBFloat16 = new(8, 0);

    private static readonly InitialFreeMemory First = new();

    /// <summary>Detects the devices of this machine.</summary>
    public static DeviceInventory Detect()
    {
        CudaDriver driver = CudaDriver.Open();
        return First.Apply(Describe(DeviceInventory.MachineBytes, TorchCuda.Look(driver), driver, Environment.GetEnvironmentVariable(CudaAbsence.VisibleVariable)));
    }

    /// <param name="visible">The value of <see cref="CudaAbsence.VisibleVariable"/>; null if it is not set.</param>
    public static DeviceInventory Describe(long hostBytes, TorchCuda torch, CudaDriver driver, string? visible)
    {
        if (torch.GpuCount == 0 || !driver.IsAvailable || driver.MissingFunction is not null)
        {
            return new DeviceInventory(hostBytes, [], CudaAbsence.Explain(torch, driver, visible));
        }

        List<ComputeDevice> gpus = [];
        List<string> leftOut = [];
        for (int i = 0; i < torch.GpuCount; i++)
        {
            if (driver.TryRead(i, out CudaGpu? gpu, out string? failure))
            {
                gpus.Add(new ComputeDevice(gpu.Name, i, gpu.TotalBytes, gpu.FreeBytes) { Note = NoteOn(gpu) });
            }
            else
            {
                // A GPU whose memory size is unknown cannot be planned for, and libtorch would fail in the same way.
                leftOut.Add($"CUDA device {i} cannot be used: {failure}");
            }
        }

        return new DeviceInventory(hostBytes, gpus, gpus.Count == 0 ? string.Join("; ", leftOut) : null) { LeftOut = leftOut };
    }

    private static string? NoteOn(CudaGpu gpu) =>
        gpu.Capability is { } capability && capability < FastBFloat16 ? $"compute capability {capability}: no fast bfloat16" : null;
}
