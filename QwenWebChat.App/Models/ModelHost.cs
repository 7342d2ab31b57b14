using Microsoft.Extensions.Options;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.App.Models;

/// <summary>
/// Loads the configured model in the background while the app already answers, and other models on demand. The default is
/// the demo model, so that everything can be tried.
/// </summary>
internal sealed partial class ModelHost : BackgroundService, IModelHost
{
    private readonly InferenceEngine _engine;
    private readonly InferenceOptions _options;
    private readonly string? _configuredPath;
    private readonly string _contentRoot;
    private readonly ILogger<ModelHost> _logger;
    private readonly CancellationToken _started;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _loading;
    private ModelStatus _status = ModelStatus.Empty;
    private (LoadedModel Model, ModelStatus Status)? _described;

    public ModelHost(
        InferenceEngine engine,
        IOptions<ModelSelection> selection,
        IOptions<InferenceOptions> options,
        IHostEnvironment environment,
        IHostApplicationLifetime lifetime,
        ILogger<ModelHost> logger)
    {
        _engine = engine;
        _options = options.Value;
        _configuredPath = selection.Value.Path;
        _contentRoot = environment.ContentRootPath;
        _started = lifetime.ApplicationStarted;
        _logger = logger;
        engine.ActivityChanged += RaiseStatusChanged;
    }

    public event Action? StatusChanged;

    public ModelStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status with { ActiveRequestCount = _engine.ActiveRequestCount };
            }
        }
    }

    public async Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!TryBegin(loading))
        {
            return;
        }

        string fullPath = path;
        string? error = null;
        try
        {
            fullPath = Resolve(path);
            ShowOpening(fullPath);
            await _engine.LoadAsync(fullPath, _options, new LoadObserver(progress => Advance(fullPath, progress)), loading.Token).ConfigureAwait(false);
            LogModel(_engine.Model);
        }
        catch (OperationCanceledException)
        {
            error = "Loading was cancelled.";
        }
        catch (CheckpointException exception)
        {
            error = exception.Message;
            LogRefused(error);
        }
        catch (Exception exception)
        {
            // Covers all errors of damaged files, full devices and native libraries: the pages show the error, and the app
            // continues.
            error = $"{fullPath}: {exception.GetBaseException().Message.Split('\n')[0].TrimEnd()}";
            LogFailed(exception, fullPath);
        }

        End(fullPath, error);
    }

    public void CancelLoading()
    {
        lock (_gate)
        {
            _loading?.Cancel();
        }
    }

    public override void Dispose()
    {
        _engine.ActivityChanged -= RaiseStatusChanged;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Loading starts after the port is bound, so that a failed start does not read gigabytes.
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration starts = _started.Register(() => started.TrySetResult());
        using CancellationTokenRegistration stops = stoppingToken.Register(() => started.TrySetResult());
        await started.Task.ConfigureAwait(false);
        if (!stoppingToken.IsCancellationRequested)
        {
            await LoadAsync(string.IsNullOrWhiteSpace(_configuredPath) ? DemoModel.Folder : _configuredPath, stoppingToken).ConfigureAwait(false);
        }
    }

    private bool TryBegin(CancellationTokenSource loading)
    {
        lock (_gate)
        {
            if (_loading is null)
            {
                _loading = loading;
                return true;
            }

            _status = _status with { Error = "Another model is being loaded; wait for it or cancel it." };
        }

        RaiseStatusChanged();
        return false;
    }

    /// <summary>Resolves a path as users paste it: quoted, with a tilde, or relative to the content root.</summary>
    private string Resolve(string path)
    {
        path = path.Trim().Trim('"');
        if (path.Length == 0)
        {
            throw new ArgumentException("no model is given; name the folder that holds its config.json, or a .gguf file.");
        }

        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, _contentRoot));
    }

    /// <summary>While a new model is inspected, the current model keeps answering and stays visible.</summary>
    private void ShowOpening(string fullPath) => Set(_engine.Model is null ? Loading(fullPath, 0) : Describe(fullPath, null));

    private void Advance(string fullPath, LoadProgress progress)
    {
        double fraction = Math.Round(progress.Fraction, 2);
        ModelStatus status = Status;
        if (status.Phase != ModelPhase.Loading || status.LoadProgress != fraction)
        {
            Set(Loading(fullPath, fraction));
        }
    }

    private void LogModel(LoadedModel? model)
    {
        if (model is null)
        {
            return;
        }

        LogLoaded(model.Name, model.FormatName, model.DeviceName);
        IEnumerable<string?> lines = [.. model.Memory.Describe(), .. ModelDescription.OperatorsOf(model).Select(choice => $"Computes {choice}"), .. model.DeviceNotes, model.CacheNote, .. ModelDescription.NotesOf(model)];
        foreach (string line in lines.OfType<string>())
        {
            LogNote(line);
        }
    }

    private static ModelStatus Loading(string fullPath, double progress) => ModelStatus.Empty with
    {
        Phase = ModelPhase.Loading,
        Name = Checkpoint.NameOf(fullPath),
        Path = fullPath,
        IsDemo = fullPath == DemoModel.Folder,
        LoadProgress = progress,
    };

    private void End(string fullPath, string? error)
    {
        lock (_gate)
        {
            _loading = null;
            _status = Describe(fullPath, error);
        }

        RaiseStatusChanged();
    }

    /// <summary>Returns the status after a load, which may have left the previous model in place.</summary>
    private ModelStatus Describe(string fullPath, string? error)
    {
        if (_engine.Model is not { } model)
        {
            _described = null;
            return ModelStatus.Empty with { Name = Checkpoint.NameOf(fullPath), Path = fullPath, Error = error };
        }

        // Describes each model once, so that the same lists are returned each time.
        _described = _described is { } described && described.Model == model ? described : (model, ModelDescription.Of(model));
        return _described.Value.Status with { Error = error };
    }

    private void Set(ModelStatus status)
    {
        lock (_gate)
        {
            _status = status;
        }

        RaiseStatusChanged();
    }

    // Leaves the engine's thread: rendering must not delay a step.
    private void RaiseStatusChanged() => ThreadPool.QueueUserWorkItem(_ => StatusChanged?.Invoke());

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Name} as {Format} on {Device}")]
    private partial void LogLoaded(string? name, string? format, string? device);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Note}")]
    private partial void LogNote(string note);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model was rejected. {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading {Path} failed")]
    private partial void LogFailed(Exception exception, string path);

    private sealed class LoadObserver(Action<LoadProgress> report) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => report(value);
    }
}
