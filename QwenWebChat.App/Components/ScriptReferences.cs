using Microsoft.JSInterop;

namespace QwenWebChat.App.Components;

/// <summary>The script's side of a component.</summary>
internal static class ScriptReferences
{
    /// <summary>Starts it, with what its module's <c>attach</c> is to be given; null where the component went meanwhile.</summary>
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

    /// <summary>Ends it, with its listeners; nothing is left to do where there is none or the browser is gone.</summary>
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
            // The browser is gone, and with it all that the script had.
        }
    }
}
