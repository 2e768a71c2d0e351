/*
 * TI-SCI: from a request to the chapter that handles it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-internal.h"

/*
 * In the order in which the property "ownership" shows what hosts hold.  A
 * chapter amid the types of another precedes it.
 */
static const TISCIChapter *const chapters[] = {
    &ti_sci_general_chapter,
    &ti_sci_proc_chapter,
    &ti_sci_device_chapter,
    &ti_sci_clock_chapter,
    &ti_sci_dma_chapter,
    &ti_sci_resource_chapter,
    &ti_sci_lpm_chapter,
};

void *ti_sci_state(TISCIState *s, const TISCIChapter *chapter)
{
    size_t i = 0;

    while (chapters[i] != chapter) {
        i++;
    }
    return s->chapter_state[i];
}

static const TISCIChapter *ti_sci_find_chapter(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        if (type >= chapters[i]->first && type <= chapters[i]->last) {
            return chapters[i];
        }
    }
    return NULL;
}

static const TISCIMessage *ti_sci_find_message(uint16_t type)
{
    const TISCIChapter *chapter = ti_sci_find_chapter(type);

    for (size_t i = 0; chapter && i < chapter->num_messages; i++) {
        if (chapter->messages[i].type == type) {
            return &chapter->messages[i];
        }
    }
    return NULL;
}

/*
 * Hosts that are not secure send to the device manager, which passes on what
 * is not its own; messages of secure hosts go the other way round.  Sources:
 * TISCI User Guide, "Secure Proxy Descriptions", where the device manager has
 * the ends of their threads (also k3conf, soc/am62px/am62px_sec_proxy_info.c);
 * MCU+ SDK drivers/device_manager/sciserver/sciserver.c for what is its own.
 */
bool ti_sci_for_device_manager(uint16_t type)
{
    const TISCIChapter *chapter = ti_sci_find_chapter(type);
    const TISCIMessage *message = ti_sci_find_message(type);

    return (chapter && chapter->device_manager) ||
           (message && message->device_manager);
}

TISCISubject ti_sci_subject(uint16_t type)
{
    const TISCIChapter *chapter = ti_sci_find_chapter(type);

    return chapter ? chapter->subject : TI_SCI_SUBJECT_NONE;
}

uint32_t ti_sci_subject_id(const TISCIRequest *req)
{
    const struct tisci_subject_req *m = req->msg;

    switch (ti_sci_subject(req->type)) {
    case TI_SCI_SUBJECT_DEVICE:
        return le32_to_cpu(m->device);
    case TI_SCI_SUBJECT_PROCESSOR:
        return m->processor_id;
    default:
        return 0;
    }
}

TISCIResult ti_sci_dispatch(const TISCIRequest *req, void *resp)
{
    TISCIState *s = req->sci;
    const TISCIMessage *message = ti_sci_find_message(req->type);
    uint8_t host = s->info->hosts[req->index].id;

    if (req->host != host) {
        ti_sci_refuse(req, "the thread belongs to host %u", host);
        return TI_SCI_NACK;
    }
    if (!message) {
        ti_sci_refuse(req, "unknown type");
        return TI_SCI_NACK;
    }
    if (message->size > req->len) {
        ti_sci_refuse(req, "%s is too long for the transport", message->name);
        return TI_SCI_NACK;
    }
    if (!message->handler) {
        qemu_log_mask(LOG_UNIMP, "%s: %s is not modelled\n", k3_trace_name(s),
                      message->name);
        return TI_SCI_NACK;
    }
    return message->handler(s, req, resp);
}

bool ti_sci_can_resume(uint16_t type)
{
    const TISCIMessage *message = ti_sci_find_message(type);

    return message && message->resume;
}

TISCIResult ti_sci_resume(TISCIState *s, unsigned index, uint16_t type)
{
    return ti_sci_find_message(type)->resume(s, index);
}

void ti_sci_chapters_create(TISCIState *s)
{
    s->chapter_state = g_new0(void *, ARRAY_SIZE(chapters));
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        if (chapters[i]->create) {
            s->chapter_state[i] = chapters[i]->create(s);
        }
    }
}

void ti_sci_chapters_free(TISCIState *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        g_free(s->chapter_state[i]);
    }
    g_clear_pointer(&s->chapter_state, g_free);
}

void ti_sci_chapters_reset(TISCIState *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        if (chapters[i]->reset) {
            chapters[i]->reset(s);
        }
    }
}

void ti_sci_chapters_boot(TISCIState *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        if (chapters[i]->boot) {
            chapters[i]->boot(s);
        }
    }
}

void ti_sci_chapters_ownership(TISCIState *s, GString *out)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        if (chapters[i]->ownership) {
            chapters[i]->ownership(s, out);
        }
    }
}

/* A message outside of its chapter's range would never be found. */
static void ti_sci_check_chapter(const TISCIChapter *chapter)
{
    g_assert(!chapter->create == !chapter->vmsd);
    for (size_t i = 0; i < chapter->num_messages; i++) {
        g_assert(chapter->messages[i].type >= chapter->first &&
                 chapter->messages[i].type <= chapter->last);
    }
}

/* One field for each chapter that has state: its pointer in the array */
static VMStateField chapter_fields[ARRAY_SIZE(chapters) + 1];

void ti_sci_chapters_class_init(void)
{
    VMStateField *field = chapter_fields;

    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        ti_sci_check_chapter(chapters[i]);
        if (chapters[i]->vmsd) {
            *field++ = (VMStateField) {
                .name = chapters[i]->vmsd->name,
                .vmsd = chapters[i]->vmsd,
                .size = sizeof(void *),
                .flags = VMS_STRUCT | VMS_POINTER,
                .offset = i * sizeof(void *),
            };
        }
    }
    *field = (VMStateField) VMSTATE_END_OF_LIST();
}

const VMStateDescription vmstate_ti_sci_chapters = {
    .name = "ti-sci/chapters",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = chapter_fields,
};
