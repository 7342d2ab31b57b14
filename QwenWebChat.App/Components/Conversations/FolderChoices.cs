using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>The folders into which the menu of a conversation can move it.</summary>
/// <param name="MoveAsync">Moves a conversation into a folder; null for none.</param>
/// <param name="Begin">Moves it into a new folder after the user named it.</param>
internal sealed record FolderChoices(IReadOnlyList<FolderView> Folders, Func<Guid, Guid?, Task> MoveAsync, Action<Guid> Begin);
