namespace QwenWebChat.App.Models;

/// <summary>Holds the process's one model: says how it stands, takes another.</summary>
public interface IModelHost
{
    ModelStatus Status { get; }

    /// <summary>Raised on any thread whenever <see cref="Status"/> was replaced.</summary>
    event Action? StatusChanged;

    /// <summary>
    /// Loads another model folder or GGUF file in place of the present one. One that is no good is refused before the
    /// present model is given up; the reason is then in <see cref="ModelStatus.Error"/> and nothing is thrown.
    /// </summary>
    Task LoadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Stops a load that is under way; without one it does nothing.</summary>
    void CancelLoading();
}
