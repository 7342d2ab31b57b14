using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>Loads the weights of a placement and builds the model from them.</summary>
internal sealed class DeviceAssembly(Checkpoint checkpoint, DevicePlacement placement, LoadSettings settings)
{
    private readonly IProgress<long> _progress = settings.Counted(placement.WeightBytes);

    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled; the weights loaded so far are freed.</exception>
    public TorchServingModel Build()
    {
        set_num_threads(settings.ThreadCount);
        List<IDisposable> made = [];
        try
        {
            // The cache file of rounded weights is only for models whose weights are all in panels.
            ModelWeights host = ModelWeights.Load(checkpoint, placement.Host, null, settings.ThreadCount, _progress, settings.CancellationToken);
            made.Add(host);
            return WithStages(host, made);
        }
        catch
        {
            made.ForEach(part => part.Dispose());
            throw;
        }
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
        Device device = part.Device.Torch;
        TensorWeights weights = TensorWeights.Load(checkpoint, part.Weights, device, _progress, settings.CancellationToken);
        DeviceOperators? operators = null;
        try
        {
            using IDisposable mode = no_grad();
            bool isReference = policy.Store == WeightStore.Exact;
            operators = isReference ? DeviceOperators.PlainOn(device) : DeviceOperators.Choose(device, policy.DType.ScalarType());
            PlainAttention? attention = isReference ? new PlainAttention(part.Config.HeadSize) : null;
            return new StageRank(part.Config, weights, operators, attention, stage.Layers, stage.Ranks.Count == 1, placement.KvFormat, placement.Memory.BlockCount);
        }
        catch
        {
            weights.Dispose();
            operators?.Dispose();
            throw;
        }
    }
}
