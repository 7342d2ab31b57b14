namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Checks that the messages of a file are a tree, and sorts them parents first.</summary>
internal static class ImportedTree
{
    /// <summary>Sorts the messages parents first and otherwise in the given order.</summary>
    /// <exception cref="ImportException">An id occurs twice, a parent does not exist, or the parents form a cycle.</exception>
    public static IReadOnlyList<T> Order<T>(IReadOnlyList<T> given)
        where T : class, ITreeMember
    {
        Dictionary<string, T> messages = [];
        foreach (T message in given)
        {
            if (!messages.TryAdd(message.Id, message))
            {
                throw new ImportException($"{message.Where}.id", $"the duplicate id '{message.Id}'", "a unique id");
            }
        }

        List<T> ordered = new(messages.Count);
        HashSet<string> placed = [];
        foreach (T message in given)
        {
            Stack<T> missing = Missing(message, messages, placed);
            while (missing.TryPop(out T? next))
            {
                placed.Add(next.Id);
                ordered.Add(next);
            }
        }

        return ordered;
    }

    // Returns the message and its ancestors that are not placed yet, the first ancestor on top.
    private static Stack<T> Missing<T>(T message, Dictionary<string, T> messages, HashSet<string> placed)
        where T : class, ITreeMember
    {
        Stack<T> missing = [];
        HashSet<string> seen = [];
        for (T? next = message; next is not null && !placed.Contains(next.Id); next = Parent(next, messages))
        {
            if (!seen.Add(next.Id))
            {
                throw new ImportException($"{next.Where}.parentId", $"'{next.ParentId}', which follows the message itself", "a tree of messages");
            }

            missing.Push(next);
        }

        return missing;
    }

    private static T? Parent<T>(T message, Dictionary<string, T> messages)
        where T : class, ITreeMember
    {
        if (message.ParentId is null)
        {
            return null;
        }

        return messages.TryGetValue(message.ParentId, out T? parent)
            ? parent
            : throw new ImportException($"{message.Where}.parentId", $"'{message.ParentId}'", "null or the id of a message of the same conversation");
    }
}
