using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels.Torch;
using QwenWebChat.Inference.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>Reads the weights of a placement and makes a model of them.</summary>
/// <param name="threadCount">Threads of the CPU's own kernels.</param>
internal sealed class ModelAssembly(Checkpoint checkpoint, ModelPlacement placement, int threadCount, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    : IProgress<long>
{
    private readonly long _total = placement.WeightBytes;
    private long _loaded;

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote { get; private set; }

    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    public IServingModel Build(bool usesCache)
    {
        List<IDisposable> made = [];
        try
        {
            // The file beside the model is for all of its weights in panels.
            ModelWeights host = Load(placement.Host, usesCache && placement.Stages.Count == 0 ? WeightCache.Open(checkpoint, placement.Host) : null, threadCount);
            made.Add(host);
            CacheNote = host.CacheNote;
            return placement.Stages.Count == 0
                ? new CpuServingModel(checkpoint.Config, host, placement.KvFormat, placement.Memory.BlockCount)
                : WithStages(host, made);
        }
        catch
        {
            made.ForEach(part => part.Dispose());
            throw;
        }
    }

    void IProgress<long>.Report(long value)
    {
        _loaded += value;
        progress?.Report(new LoadProgress(_loaded, _total));
    }

    private TorchServingModel WithStages(ModelWeights host, List<IDisposable> made)
    {
        List<ILayerStage> stages = [];
        if (placement.HostLayers > 0)
        {
            stages.Add(new HostStage(checkpoint.Config, host, placement.HostLayers, placement.KvFormat, placement.Memory.BlockCount));
            made.Add(stages[^1]);
        }

        ModelHead? head = null;
        foreach (StagePlan plan in placement.Stages)
        {
            List<StageRank> ranks = [];
            foreach (RankPlan part in plan.Ranks)
            {
                ranks.Add(LoadRank(part, plan));
                made.Add(ranks[^1]);
            }

            stages.Add(new TensorStage(checkpoint.Config, ranks));
            head = plan.HasHead ? ranks[0].Head(checkpoint.Config) : head;
        }

        return new TorchServingModel(checkpoint.Config, host, stages, head!);
    }

    private StageRank LoadRank(RankPlan part, StagePlan stage)
    {
        WeightPolicy policy = part.Weights[0].Policy;
        ModelWeights weights = Load(part.Weights, null, null);
        DeviceOperators? operators = null;
        try
        {
            using IDisposable mode = no_grad();
            bool isReference = policy.Store == WeightStore.Exact;
            operators = isReference ? DeviceOperators.PlainOn(policy.Device) : DeviceOperators.Choose(policy.Device, policy.DType);
            PlainAttention? attention = isReference ? new PlainAttention(part.Config.HeadSize) : null;
            return new StageRank(part.Config, weights, operators, attention, stage.Layers, placement.KvFormat, placement.Memory.BlockCount);
        }
        catch
        {
            weights.Dispose();
            operators?.Dispose();
            throw;
        }
    }

    private ModelWeights Load(IReadOnlyList<PlannedWeight> plan, WeightCache? cache, int? threads) =>
        ModelWeights.Load(checkpoint, plan, cache, threads, this, cancellationToken);
}
