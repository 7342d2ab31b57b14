using System.Net.Http.Json;

namespace QwenWebChat.UiLoad;

/// <summary>Requests the figures of a scripted app, and ends its answers.</summary>
internal sealed class ScriptedAppClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    public async Task<ProcessFigures> ProcessAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<ProcessFigures>(ScriptedApp.ProcessPath, cancellationToken).ConfigureAwait(false))!;

    public async Task<Dictionary<int, long[]>> EmissionsAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<Dictionary<int, long[]>>(ScriptedApp.EmissionsPath, cancellationToken).ConfigureAwait(false))!;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _client.PostAsync(ScriptedApp.StopPath, null, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}
