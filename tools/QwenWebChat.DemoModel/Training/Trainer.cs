using System.Globalization;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace QwenWebChat.DemoModel.Training;

/// <summary>
/// Trains a model folder in place: AdamW (Loshchilov and Hutter 2019), a cosine schedule, clipped gradients. The state is
/// saved regularly, and an interrupted run resumes from it.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private const string StepFile = "step.txt";
    private const string OptimizerFile = "optimizer.bin";
    private const string WeightsFile = "model.safetensors";

    private readonly string _folder;
    private readonly TrainingOptions _options;
    private readonly TrainableModel _model;
    private readonly QwenTokenizer _tokenizer;
    private readonly AdamW _optimizer;
    private int _step;

    private Trainer(string folder, TrainingOptions options, TrainableModel model, QwenTokenizer tokenizer)
    {
        _folder = folder;
        _options = options;
        _model = model;
        _tokenizer = tokenizer;
        // Norms and biases are few and get no weight decay.
        Parameter[] decayed = [.. model.Parameters.Values.Where(parameter => parameter.dim() > 1)];
        Parameter[] free = [.. model.Parameters.Values.Where(parameter => parameter.dim() == 1)];
        _optimizer = optim.AdamW(
            [new AdamW.ParamGroup(decayed, new AdamW.Options { weight_decay = options.WeightDecay }), new AdamW.ParamGroup(free, new AdamW.Options { weight_decay = 0 })],
            options.LearningRate, beta1: 0.9, beta2: 0.98);
    }

    /// <summary>
    /// Opens a folder that contains a tokenizer and a configuration: resumes the saved state, or starts from an exported
    /// model's weights, or from new ones.
    /// </summary>
    public static Trainer Open(string folder, TrainingOptions options, Device device)
    {
        Qwen2Config config = Qwen2Config.Load(folder);
        QwenTokenizer tokenizer = QwenTokenizer.Load(folder);
        if (!File.Exists(Path.Combine(folder, WeightsFile)))
        {
            return new Trainer(folder, options, TrainableModel.Create(config, options.Seed, device), tokenizer);
        }

        using Checkpoint checkpoint = Checkpoint.Open(folder);
        Trainer trainer = new(folder, options, TrainableModel.Load(checkpoint, device), tokenizer);
        if (File.Exists(Path.Combine(folder, StepFile)))
        {
            trainer._step = int.Parse(File.ReadAllText(Path.Combine(folder, StepFile)), CultureInfo.InvariantCulture);
            trainer._optimizer.load_state_dict(Path.Combine(folder, OptimizerFile));
        }

        return trainer;
    }

    /// <summary>Runs the remaining steps.</summary>
    public void Run(IProgress<StepReport> progress, CancellationToken cancellationToken)
    {
        long begun = TimeProvider.System.GetTimestamp();
        long tokens = 0;
        int first = _step;
        foreach (IReadOnlyList<PassBatch> passes in new BatchStream(_options, _tokenizer).Steps().Skip(_step).Take(_options.StepCount - _step))
        {
            (double loss, double norm) = Step(passes);
            _step++;
            tokens += passes.Sum(pass => pass.TokenCount);
            double seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            progress.Report(new StepReport(_step, _options.StepCount, loss, norm, _options.RateAt(_step), tokens / seconds, seconds / (_step - first)));
            if (_step % _options.SaveEverySteps == 0 || _step == _options.StepCount || cancellationToken.IsCancellationRequested)
            {
                Save();
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
    }

    private (double AnswerLoss, double GradientNorm) Step(IReadOnlyList<PassBatch> passes)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (AdamW.ParamGroup group in _optimizer.ParamGroups.Cast<AdamW.ParamGroup>())
        {
            group.LearningRate = _options.RateAt(_step);
        }

        _optimizer.zero_grad();
        double weight = passes.Sum(pass => pass.Weight);
        (double Loss, long Tokens)[] answers = new (double, long)[passes.Count];
        // Passes are independent, and autograd adds to a gradient under a lock: each core runs one pass.
        Parallel.For(0, passes.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.WorkerCount }, i => answers[i] = Backward(passes[i], weight));
        double norm = nn.utils.clip_grad_norm_(_model.Parameters.Values, _options.MaxGradientNorm);
        _optimizer.step();
        return (answers.Sum(answer => answer.Loss) / answers.Sum(answer => answer.Tokens), norm);
    }

    private (double Loss, long Tokens) Backward(PassBatch pass, double stepWeight)
    {
        set_num_threads(1);
        using DisposeScope scope = NewDisposeScope();
        (Tensor losses, Tensor weights) = ForwardPass.Run(_model.Model, pass);
        ((losses * weights).sum() / stepWeight).backward();
        Tensor answers = losses.detach().masked_select(weights.eq(1));
        return (answers.sum().item<float>(), answers.numel());
    }

    private void Save()
    {
        using DisposeScope scope = NewDisposeScope();
        _model.Save(Path.Combine(_folder, WeightsFile), ScalarType.Float32);
        _optimizer.save_state_dict(Path.Combine(_folder, OptimizerFile));
        File.WriteAllText(Path.Combine(_folder, StepFile), _step.ToString(CultureInfo.InvariantCulture));
    }
}
