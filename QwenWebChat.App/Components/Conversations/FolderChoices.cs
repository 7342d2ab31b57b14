using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Where the menu of a conversation can put it.</summary>
/// <param name="MoveAsync">Into a folder; null for none.</param>
/// <param name="Begin">Into a folder that is named first.</param>
internal sealed record FolderChoices(IReadOnlyList<FolderView> Folders, Func<Guid, Guid?, Task> MoveAsync, Action<Guid> Begin);
