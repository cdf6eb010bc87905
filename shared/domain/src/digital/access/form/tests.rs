use super::*;

fn typed() -> Typed {
    let text = str::to_owned;
    Typed {
        motive: text("Pedido de certificados de assinatura qualificada"),
        name: text("Inês Duarte Sol"),
        person: text("123 456 789"),
        email: text("ines@camara.example"),
        mobile: text("912 345 678"),
        entity: text("Câmara Municipal de Horizonte"),
        entity_name: String::new(),
        entity_number: String::new(),
        post: text("Chefe de Divisão"),
        service: text("signature"),
    }
}

fn read(typed: &Typed, listed: bool) -> Result<Form, Vec<Wrong>> {
    let entity = EntityId::from_bytes([1; 17]);
    typed.read(listed.then_some(&entity), |_| AccountId::from_bytes([2; 17]))
}

fn wrong(typed: &Typed, listed: bool) -> Vec<(Field, Why)> {
    read(typed, listed).err().unwrap_or_default().into_iter().map(|w| (w.field, w.why)).collect()
}

#[test]
fn a_form_is_read_with_a_nif_or_a_cpf() {
    assert!(matches!(read(&typed(), true).map(|form| form.person), Ok(Person::Nif(_))));
    let brazilian = Typed { person: "529.982.247-25".to_owned(), ..typed() };
    assert!(matches!(read(&brazilian, true).map(|form| form.person), Ok(Person::Cpf(_))));
}

#[test]
fn what_is_wrong_is_told_of_each_field() {
    let empty = wrong(&Typed::default(), false);
    let fields: Vec<Field> = empty.iter().map(|(field, _)| *field).collect();
    use Field as F;
    assert_eq!(fields, [F::Motive, F::Name, F::Person, F::Email, F::Mobile, F::Entity, F::Post, F::Service]);
    assert!(empty.iter().all(|(_, why)| *why == Why::Empty));
    for (person, why) in [("123456788", Why::Check), ("529.982.247-24", Why::Check), ("12", Why::Shape)] {
        assert_eq!(wrong(&Typed { person: person.to_owned(), ..typed() }, true), [(F::Person, why)]);
    }
}

#[test]
fn an_entity_is_one_of_the_list_or_is_proposed_with_its_number() {
    assert_eq!(wrong(&typed(), false), [(Field::Entity, Why::Unlisted)]);
    let proposed = Typed {
        entity: String::new(),
        entity_name: "Junta de Freguesia do Vale".to_owned(),
        entity_number: "501234560".to_owned(),
        ..typed()
    };
    assert!(matches!(read(&proposed, false).map(|f| f.entity), Ok(AskedEntity::Proposed { .. })));
    let nameless = Typed { entity_name: String::new(), entity_number: "501234561".to_owned(), ..proposed };
    let expected = [(Field::EntityName, Why::Empty), (Field::EntityNumber, Why::Check)];
    assert_eq!(wrong(&nameless, false), expected);
}

#[test]
fn only_what_no_field_could_take_is_not_kept() {
    assert_eq!(typed().oversized(), None);
    assert_eq!(Typed { motive: "a".repeat(3500), ..typed() }.oversized(), None, "too long, and kept");
    let over = Typed { post: "a".repeat(301), ..typed() }.oversized();
    assert_eq!(over.map(|wrong| wrong.field), Some(Field::Post));
    assert_eq!(format!("{:?} {:?}", typed(), read(&typed(), true)), "Typed(•••) Ok(Form(•••))");
}
