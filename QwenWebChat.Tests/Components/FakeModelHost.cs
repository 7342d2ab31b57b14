using QwenWebChat.App.Models;

namespace QwenWebChat.Tests.Components;

/// <summary>A model host whose status is set by the test; it notes what it was asked to do.</summary>
internal sealed class FakeModelHost : IModelHost
{
    public static readonly ModelStatus Ready = new()
    {
        Phase = ModelPhase.Ready,
        Name = "Qwen2.5-7B-Instruct",
        Path = "/models/Qwen2.5-7B-Instruct",
        Format = "bfloat16",
        Device = "CPU",
        ParameterCount = 7_615_616_512,
        WeightBytes = 15_231_233_024,
        ContextTokens = 32768,
    };

    public event Action? StatusChanged;

    public ModelStatus Status { get; private set; } = Ready;

    public List<string> LoadedPaths { get; } = [];

    public int CancelCount { get; private set; }

    public void Become(ModelStatus status)
    {
        Status = status;
        StatusChanged?.Invoke();
    }

    public Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        LoadedPaths.Add(path);
        return Task.CompletedTask;
    }

    public void CancelLoading() => CancelCount++;
}
