using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>Where a model goes and as what, decided before a weight of it is read.</summary>
/// <param name="Host">The weights in the machine's memory, and how they will be held: all, or the embedding and the first layers.</param>
/// <param name="Stages">The layers that libtorch runs, from the first of them to the last; none where the CPU's own kernels run all.</param>
/// <param name="KvFormat">How keys and values are cached.</param>
/// <param name="MaxStepTokens">Tokens of one step at most.</param>
/// <param name="Memory">What all of it takes.</param>
internal sealed record ModelPlacement(
    IReadOnlyList<PlannedWeight> Host, IReadOnlyList<StagePlan> Stages, KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
{
    /// <summary>Every weight of every device.</summary>
    public IReadOnlyList<PlannedWeight> Weights => [.. Host, .. Stages.SelectMany(stage => stage.Ranks).SelectMany(rank => rank.Weights)];

    /// <summary>How the body is held where it is computed.</summary>
    public WeightPolicy Policy => Stages.Count == 0 ? Host[0].Policy : Stages[^1].Ranks[0].Weights[0].Policy;

    /// <summary>Layers that the CPU's own kernels run.</summary>
    public int HostLayers => Host.Max(weight => weight.Spec.Layer) + 1 ?? 0;

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes => Memory.WeightBytes;

    /// <summary>Bytes of weights that every token reads: all but an embedding that is only looked up in.</summary>
    public long BytesPerToken => WeightBytes - Host.Where(weight => weight.Spec.Name == TensorSpec.EmbeddingName && (Stages.Count > 0 || Host.Any(IsHead))).Sum(weight => weight.Bytes);

    /// <summary>How most of the matrices are held: <c>int4</c>, <c>int8</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public string FormatName { get; } = NameOf(Host.Concat(Stages.SelectMany(stage => stage.Ranks).SelectMany(rank => rank.Weights)));

    /// <exception cref="CheckpointException">A weight is missing or misshapen, the device is not there, or the weights exceed the memory.</exception>
    public static ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices)
    {
        options.Validate();
        if (options.Kernels == "torch")
        {
            return new CardPlacement(checkpoint, options, devices.HostBytes, PlayedCards(options, devices), []).Decide();
        }

        if (options.AsksForCards && devices.WhyNoCard is { } reason)
        {
            throw new CheckpointException(checkpoint.Path, $"no card for it ({reason})", "a card that libtorch can use, or Device auto or cpu");
        }

        return options.Device != "cpu" && options.Kernels == "auto" && options.GpuLayers != 0 && devices.Cards.Count > 0
            ? new CardPlacement(checkpoint, options, devices.HostBytes, devices.Cards, devices.LeftOut).Decide()
            : new CpuPlacement(checkpoint, options, devices.HostBytes).Decide();
    }

    private static bool IsHead(PlannedWeight weight) => weight.Spec is { IsVocabulary: true, Name: not TensorSpec.EmbeddingName };

    /// <summary>As many as the options ask for, with equal parts of the machine's memory.</summary>
    private static ComputeDevice[] PlayedCards(InferenceOptions options, DeviceInventory devices)
    {
        int count = Math.Max(options.Cards ?? 1, options.TensorParallel);
        long bytes = devices.HostBytes / count;
        return [.. Enumerable.Range(1, count).Select(i => new ComputeDevice(count == 1 ? "CPU as a card" : $"CPU as card {i}", CPU, bytes, bytes))];
    }

    private static string NameOf(IEnumerable<PlannedWeight> weights)
    {
        IEnumerable<PlannedWeight> body = weights.Where(weight => weight.Spec.IsMatrix && !weight.Spec.IsVocabulary);
        return body.GroupBy(FormatOf).MaxBy(group => group.Sum(weight => weight.Spec.ElementCount))!.Key;
    }

    private static string FormatOf(PlannedWeight weight) =>
        weight.Form is { } form ? form.Bits == 4 ? "int4" : "int8"
        : weight.OnDevice == DeviceFormat.Int4 ? "int4"
        : weight.OnDevice == DeviceFormat.Int8 ? "int8"
        : weight.Panels == FloatFormat.BFloat16 || weight.DType == ScalarType.BFloat16 ? "bfloat16"
        : "float32";
}
