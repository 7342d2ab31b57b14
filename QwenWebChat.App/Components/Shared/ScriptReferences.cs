using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Starts and ends the script object of a component.</summary>
internal static class ScriptReferences
{
    /// <summary>
    /// Calls the <c>attach</c> function of the script's module with the arguments; null if the component was removed
    /// meanwhile.
    /// </summary>
    public static async Task<IJSObjectReference?> AttachAsync(this IJSRuntime js, string path, Func<bool> isGone, Func<object?[]> arguments)
    {
        await using IJSObjectReference module = await js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of(path));
        if (isGone())
        {
            return null;
        }

        IJSObjectReference script = await module.InvokeAsync<IJSObjectReference>("attach", arguments());
        if (!isGone())
        {
            return script;
        }

        await script.DetachAsync();
        return null;
    }

    /// <summary>
    /// Ends the script object and its event listeners. Does nothing if there is none or the browser has disconnected.
    /// </summary>
    public static async ValueTask DetachAsync(this IJSObjectReference? script)
    {
        try
        {
            if (script is not null)
            {
                await script.InvokeVoidAsync("dispose");
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected, and the script's objects no longer exist.
        }
    }
}
