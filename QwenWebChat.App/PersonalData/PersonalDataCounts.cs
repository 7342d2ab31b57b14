namespace QwenWebChat.App.PersonalData;

/// <summary>The numbers of an account's things that are not deleted yet.</summary>
internal sealed record PersonalDataCounts(int Conversations, int Documents, int Summaries, int Prompts, int Folders);
