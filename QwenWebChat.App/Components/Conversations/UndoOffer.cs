using MudBlazor;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>What was done is told and can be undone, rather than asked about before.</summary>
internal static class UndoOffer
{
    // Long enough to notice and to reach for.
    private const int VisibleMilliseconds = 8000;

    /// <param name="undo">Called when the line that offered it may be gone: it must use nothing of it.</param>
    public static void OfferUndo(this ISnackbar snackbar, string message, string action, string key, Func<Task> undo) => snackbar.Add(message, Severity.Normal, options =>
    {
        options.HideIcon = true;
        options.Action = action;
        options.VisibleStateDuration = VisibleMilliseconds;
        options.OnClick = _ => undo();
    }, key);
}
