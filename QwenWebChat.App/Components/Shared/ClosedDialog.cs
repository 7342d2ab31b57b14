using MudBlazor;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Waits for dialogs after which the page moves the focus.</summary>
internal static class ClosedDialog
{
    /// <summary>
    /// Waits until a dialog has left the page. Its result comes a moment earlier: a dialog that leaves gives the focus back
    /// to what had it before, and would take it from an element that the page has focused meanwhile.
    /// </summary>
    /// <returns>The result of the dialog; null if it has none.</returns>
    public static async Task<DialogResult?> WhenClosedAsync(this IDialogReference dialog)
    {
        DialogResult? result = await dialog.Result;
        // The result can be set in the middle of the event that removes the dialog: what follows runs after that event.
        await Task.Yield();
        return result;
    }
}
