using Microsoft.Extensions.Options;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Api;

/// <summary>The names of the loaded model: its own and those of the settings.</summary>
internal sealed class ModelNames(IModelHost host, IOptions<ApiOptions> options)
{
    // Ollama's clients add it to a name without a tag.
    private const string LatestTag = ":latest";

    /// <summary>The model's own name first; empty while no model is ready.</summary>
    public IReadOnlyList<string> All => host.Status is { Phase: ModelPhase.Ready, Name: { } name } ? [name, .. options.Value.ModelNames] : [];

    /// <summary>The time when the model's file or folder was last written; 1970 if that is unknown.</summary>
    public DateTimeOffset ModifiedAt => host.Status.Path is { } path && Path.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path)) : DateTimeOffset.UnixEpoch;

    /// <summary>Returns the name of the loaded model under which a request asked for it.</summary>
    /// <param name="asked">The name in the request; null if it names none.</param>
    /// <exception cref="ApiException">It is another model's name, or no model is ready.</exception>
    public string Find(string? asked)
    {
        IReadOnlyList<string> all = All;
        if (all.Count == 0)
        {
            throw ApiErrors.NoModel(host.Status);
        }

        string name = asked is null ? all[0] : asked.EndsWith(LatestTag, StringComparison.OrdinalIgnoreCase) ? asked[..^LatestTag.Length] : asked;
        return all.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"The model {asked} is not loaded here; there is {string.Join(", ", all)}. Api:ModelNames can give it that name too.")
            {
                Field = "model",
                Code = "model_not_found",
            };
    }
}
