using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Finds the GPUs of this machine that libtorch can use, or explains why there are none.</summary>
internal static class CardSearch
{
    // Ampere is the first architecture with bfloat16 tensor cores; older GPUs emulate bfloat16 slowly.
    private static readonly Version FastBFloat16 = new(8, 0);

    private static readonly InitialFreeMemory First = new();

    /// <summary>Detects the devices of this machine.</summary>
    public static DeviceInventory Detect()
    {
        CudaDriver driver = CudaDriver.Open();
        return First.Apply(Describe(DeviceInventory.MachineBytes, TorchCuda.Look(driver), driver, Environment.GetEnvironmentVariable(CardAbsence.VisibleVariable)));
    }

    /// <param name="visible">The value of <see cref="CardAbsence.VisibleVariable"/>; null if it is not set.</param>
    public static DeviceInventory Describe(long hostBytes, TorchCuda torch, CudaDriver driver, string? visible)
    {
        if (torch.CardCount == 0 || !driver.IsAvailable || driver.MissingFunction is not null)
        {
            return new DeviceInventory(hostBytes, [], CardAbsence.Explain(torch, driver, visible));
        }

        List<ComputeDevice> cards = [];
        List<string> leftOut = [];
        for (int i = 0; i < torch.CardCount; i++)
        {
            if (driver.TryRead(i, out CudaCard? card, out string? failure))
            {
                cards.Add(new ComputeDevice(card.Name, i, card.TotalBytes, card.FreeBytes) { Note = NoteOn(card) });
            }
            else
            {
                // A GPU whose memory size is unknown cannot be planned for, and libtorch would fail in the same way.
                leftOut.Add($"CUDA device {i} cannot be used: {failure}");
            }
        }

        return new DeviceInventory(hostBytes, cards, cards.Count == 0 ? string.Join("; ", leftOut) : null) { LeftOut = leftOut };
    }

    private static string? NoteOn(CudaCard card) =>
        card.Capability is { } capability && capability < FastBFloat16 ? $"compute capability {capability}: no fast bfloat16" : null;
}
