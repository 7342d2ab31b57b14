using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Devices;

/// <summary>What a model could be placed on.</summary>
/// <param name="HostBytes">The machine's memory, or the part of it that this process may take.</param>
/// <param name="Cards">The cards that libtorch can use, none without a CUDA build or a working driver.</param>
/// <param name="WhyNoCard">Why there is none, with what to do about it, in one line; null where there are some.</param>
internal sealed record DeviceInventory(long HostBytes, IReadOnlyList<ComputeDevice> Cards, string? WhyNoCard)
{
    // Ampere is the first to multiply bf16 in its tensor cores; what came before does it piece by piece.
    private static readonly Version FastBFloat16 = new(8, 0);

    private static readonly FirstLook First = new();

    /// <summary>Cards that libtorch counts and that cannot be used, each with the reason, in one line each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Looks at this machine.</summary>
    public static DeviceInventory Detect() => First.Apply(Describe(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, TorchCuda.Look(), CudaDriver.Open(), Environment.GetEnvironmentVariable(CardAbsence.VisibleVariable)));

    /// <param name="visible">The value of <see cref="CardAbsence.VisibleVariable"/>; null where it is not set.</param>
    public static DeviceInventory Describe(long hostBytes, TorchCuda torch, CudaDriver driver, string? visible)
    {
        if (torch.CardCount == 0 || !driver.IsThere || driver.MissingFunction is not null)
        {
            return new DeviceInventory(hostBytes, [], CardAbsence.Explain(torch, driver, visible));
        }

        List<ComputeDevice> cards = [];
        List<string> leftOut = [];
        for (int i = 0; i < torch.CardCount; i++)
        {
            if (driver.TryRead(i, out CudaCard? card, out string? failure))
            {
                cards.Add(new ComputeDevice(card.Name, new Device(DeviceType.CUDA, i), card.TotalBytes, card.FreeBytes) { Note = NoteOn(card) });
            }
            else
            {
                // A card whose memory is unknown cannot be planned for, and libtorch would meet the same failure.
                leftOut.Add($"CUDA device {i} cannot be used: {failure}");
            }
        }

        return new DeviceInventory(hostBytes, cards, cards.Count == 0 ? string.Join("; ", leftOut) : null) { LeftOut = leftOut };
    }

    private static string? NoteOn(CudaCard card) =>
        card.Capability is { } capability && capability < FastBFloat16 ? $"compute capability {capability}: no fast bfloat16" : null;
}
