using QwenWebChat.App.Models;

namespace QwenWebChat.UiLoad;

/// <summary>A model host whose model is always loaded.</summary>
internal sealed class ScriptedModelHost : IModelHost
{
    public event Action? StatusChanged
    {
        add { }
        remove { }
    }

    public ModelStatus Status { get; } = new()
    {
        Phase = ModelPhase.Ready,
        Name = "Script",
        Format = "words",
        Device = "CPU",
        ContextTokens = 32768,
    };

    public Task LoadAsync(string path, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void CancelLoading()
    {
    }
}
