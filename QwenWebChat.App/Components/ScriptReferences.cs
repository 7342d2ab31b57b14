using Microsoft.JSInterop;

namespace QwenWebChat.App.Components;

/// <summary>The script's side of a component.</summary>
internal static class ScriptReferences
{
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
