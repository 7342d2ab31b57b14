namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Checks that what a file says is a tree, and brings it into an order in which it can be written.</summary>
internal static class ImportedTree
{
    /// <summary>Parents first, else in the order given.</summary>
    /// <exception cref="ImportException">An id twice, a parent that is not there, a circle, or a leaf that is not there.</exception>
    public static IReadOnlyList<ImportedMessage> Order(ImportedConversation conversation)
    {
        Dictionary<string, ImportedMessage> messages = [];
        foreach (ImportedMessage message in conversation.Messages)
        {
            if (!messages.TryAdd(message.Id, message))
            {
                throw new ImportException($"{message.Where}.id", $"'{message.Id}' a second time", "an id of its own");
            }
        }

        List<ImportedMessage> ordered = new(messages.Count);
        HashSet<string> placed = [];
        foreach (ImportedMessage message in conversation.Messages)
        {
            Stack<ImportedMessage> missing = Missing(message, messages, placed);
            while (missing.TryPop(out ImportedMessage? next))
            {
                placed.Add(next.Id);
                ordered.Add(next);
            }
        }

        return ordered;
    }

    // The message and those before it that are not placed yet, the first on top.
    private static Stack<ImportedMessage> Missing(ImportedMessage message, Dictionary<string, ImportedMessage> messages, HashSet<string> placed)
    {
        Stack<ImportedMessage> missing = [];
        HashSet<string> seen = [];
        for (ImportedMessage? next = message; next is not null && !placed.Contains(next.Id); next = Parent(next, messages))
        {
            if (!seen.Add(next.Id))
            {
                throw new ImportException($"{next.Where}.parentId", $"'{next.ParentId}', which follows the message itself", "a tree of messages");
            }

            missing.Push(next);
        }

        return missing;
    }

    private static ImportedMessage? Parent(ImportedMessage message, Dictionary<string, ImportedMessage> messages)
    {
        if (message.ParentId is null)
        {
            return null;
        }

        return messages.TryGetValue(message.ParentId, out ImportedMessage? parent)
            ? parent
            : throw new ImportException($"{message.Where}.parentId", $"'{message.ParentId}'", "null or the id of a message of the same conversation");
    }
}
