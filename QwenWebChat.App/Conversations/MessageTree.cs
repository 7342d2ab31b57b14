namespace QwenWebChat.App.Conversations;

/// <summary>The shape of a conversation: branches and versions, without a text. A message is always younger than its parent.</summary>
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

    /// <summary>The messages of the same parent, oldest first, the message itself among them.</summary>
    public IReadOnlyList<Guid> Versions(Guid id) => [.. Children(_nodes[id].ParentId).Select(node => node.Id)];

    /// <summary>From the first message to this one; empty for none.</summary>
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

    /// <summary>The message and all that follow it, in any version, parents first.</summary>
    public IReadOnlyList<Guid> Branch(Guid id)
    {
        List<Guid> branch = [id];
        for (int next = 0; next < branch.Count; next++)
        {
            branch.AddRange(Children(branch[next]).Select(node => node.Id));
        }

        return branch;
    }

    /// <summary>Where the branch of a message was last written: its newest descendant, which has none itself.</summary>
    public Guid NewestLeaf(Guid id) => Branch(id).MaxBy(member => _nodes[member].Number);

    /// <summary>Where the whole conversation was last written; null for an empty one.</summary>
    public Guid? NewestLeaf() => _nodes.Values.MaxBy(node => node.Number)?.Id;

    /// <summary>What to show once a message and all after it are gone: its newest sibling's branch, else its parent.</summary>
    public Guid? LeafWithout(Guid id)
    {
        MessageNode node = _nodes[id];
        MessageNode? sibling = Children(node.ParentId).LastOrDefault(other => other.Id != id);
        return sibling is null ? node.ParentId : NewestLeaf(sibling.Id);
    }

    private MessageNode? Find(Guid? id) => id is { } present ? _nodes.GetValueOrDefault(present) : null;

    private List<MessageNode> Children(Guid? parent) => _children.GetValueOrDefault(parent ?? Beginning) ?? [];
}
