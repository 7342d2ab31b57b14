namespace QwenWebChat.App.Models;

/// <summary>Holds the process's one model, reports its status, and loads another.</summary>
public interface IModelHost
{
    ModelStatus Status { get; }

    /// <summary>Raised on any thread after <see cref="Status"/> was replaced.</summary>
    event Action? StatusChanged;

    /// <summary>
    /// Loads another model folder or GGUF file in place of the current model. An invalid one is rejected before the current
    /// model is unloaded. Errors are not thrown; <see cref="ModelStatus.Error"/> gives the reason.
    /// </summary>
    Task LoadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Cancels the current load; does nothing if there is none.</summary>
    void CancelLoading();
}
