namespace QwenWebChat.App.Conversations;

/// <summary>
/// The structure of a conversation: branches and versions, without texts. A message is always newer than its parent.
/// </summary>
internal sealed class MessageTree
{
    private static readonly Guid Beginning = Guid.Empty;

    private readonly Dictionary<Guid, MessageNode> _nodes;
    private readonly Dictionary<Guid, List<MessageNode>> _children = [];

    public MessageTree(IEnumerable<MessageNode> nodes)
    {
        _nodes = nodes.ToDictionary(node => node.Id);
        foreach (MessageNode node in _nodes.Values.OrderBy(node => node.Number))
        {
            Guid parent = node.ParentId ?? Beginning;
            if (!_children.TryGetValue(parent, out List<MessageNode>? children))
            {
                _children[parent] = children = [];
            }

            children.Add(node);
        }
    }

    public bool Contains(Guid id) => _nodes.ContainsKey(id);

    /// <summary>Returns the messages with the same parent, oldest first, the message itself included.</summary>
    public IReadOnlyList<Guid> Versions(Guid id) => [.. Children(_nodes[id].ParentId).Select(node => node.Id)];

    /// <summary>Returns the path from the first message to this one; empty for null.</summary>
    public IReadOnlyList<Guid> PathTo(Guid? id)
    {
        List<Guid> path = [];
        for (MessageNode? node = Find(id); node is not null; node = Find(node.ParentId))
        {
            path.Add(node.Id);
        }

        path.Reverse();
        return path;
    }

    /// <summary>Returns the message and all its descendants, in any version, parents first.</summary>
    public IReadOnlyList<Guid> Branch(Guid id)
    {
        List<Guid> branch = [id];
        for (int next = 0; next < branch.Count; next++)
        {
            branch.AddRange(Children(branch[next]).Select(node => node.Id));
        }

        return branch;
    }

    /// <summary>Returns the newest descendant of a message; it has no children itself.</summary>
    public Guid NewestLeaf(Guid id) => Branch(id).MaxBy(member => _nodes[member].Number);

    /// <summary>Returns the newest message of the whole conversation; null for an empty one.</summary>
    public Guid? NewestLeaf() => _nodes.Values.MaxBy(node => node.Number)?.Id;

    /// <summary>
    /// Returns the message to show after a message and its descendants are removed: its newest sibling's newest leaf, or
    /// else its parent.
    /// </summary>
    public Guid? LeafWithout(Guid id)
    {
        MessageNode node = _nodes[id];
        MessageNode? sibling = Children(node.ParentId).LastOrDefault(other => other.Id != id);
        return sibling is null ? node.ParentId : NewestLeaf(sibling.Id);
    }

    private MessageNode? Find(Guid? id) => id is { } present ? _nodes.GetValueOrDefault(present) : null;

    private List<MessageNode> Children(Guid? parent) => _children.GetValueOrDefault(parent ?? Beginning) ?? [];
}
