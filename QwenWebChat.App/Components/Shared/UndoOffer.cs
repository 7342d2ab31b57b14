using MudBlazor;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Reports an action and offers to undo it, instead of asking for confirmation.</summary>
internal static class UndoOffer
{
    // Long enough to notice the offer and to click it.
    private const int VisibleMilliseconds = 8000;

    /// <param name="undo">Called when the item that offered it may no longer exist, so it must not use the item's state.</param>
    public static void OfferUndo(this ISnackbar snackbar, string message, string action, string key, Func<Task> undo) => snackbar.Add(message, Severity.Normal, options =>
    {
        options.HideIcon = true;
        options.Action = action;
        options.VisibleStateDuration = VisibleMilliseconds;
        options.OnClick = _ => undo();
    }, key);
}
